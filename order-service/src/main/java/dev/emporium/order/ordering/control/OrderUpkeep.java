package dev.emporium.order.ordering.control;

import dev.emporium.order.ordering.entity.OrderRepository;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * Keeps but the hashes of the order tokens that the version before has kept themselves, once no key can ask for them any
 * more (keys are forgotten after 7 days) and no replica of that version is left; and erases what was placed and over before
 * the deletion of its customer's account was committed, and not seen by it, or was shipped and has not arrived. Safe to run on every replica at once.
 */
public final class OrderUpkeep implements Runnable {
    private static final Duration TOLD_AGAIN = Duration.ofDays(8);
    /** However long a deletion waits for orders that are being moved, and a replica does not run. */
    private static final Duration ERASING = Duration.ofDays(1);

    private static final int BATCH = 1_000;

    private final Jdbi jdbi;
    private final OrderRepository orders;
    private final Erasure erasure;
    private final Clock clock;

    public OrderUpkeep(Jdbi jdbi, OrderRepository orders, Erasure erasure, Clock clock) {
        this.jdbi = jdbi;
        this.orders = orders;
        this.erasure = erasure;
        this.clock = clock;
    }

    @Override
    public void run() {
        List<UUID> left = jdbi.withHandle(
                handle -> orders.ownersOfUnerased(handle, clock.instant().minus(ERASING), erasure.quiet()));
        if (!left.isEmpty()) {
            jdbi.useTransaction(transaction -> erasure.erase(transaction, left));
        }
        int hidden;
        do {
            hidden = jdbi.withHandle(
                    handle -> orders.hideTokens(handle, clock.instant().minus(TOLD_AGAIN), BATCH));
        } while (hidden == BATCH);
    }
}
