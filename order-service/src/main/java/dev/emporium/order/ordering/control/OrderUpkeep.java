package dev.emporium.order.ordering.control;

import dev.emporium.order.ordering.entity.OrderRepository;
import java.time.Clock;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/**
 * Keeps but the hashes of the order tokens that the version before has kept themselves, once no key can ask for them any
 * more (keys are forgotten after 7 days) and no replica of that version is left. Safe to run on every replica at once.
 */
public final class OrderUpkeep implements Runnable {
    private static final Duration TOLD_AGAIN = Duration.ofDays(8);
    private static final int BATCH = 1_000;

    private final Jdbi jdbi;
    private final OrderRepository orders;
    private final Clock clock;

    public OrderUpkeep(Jdbi jdbi, OrderRepository orders, Clock clock) {
        this.jdbi = jdbi;
        this.orders = orders;
        this.clock = clock;
    }

    @Override
    public void run() {
        int hidden;
        do {
            hidden = jdbi.withHandle(
                    handle -> orders.hideTokens(handle, clock.instant().minus(TOLD_AGAIN), BATCH));
        } while (hidden == BATCH);
    }
}
