package dev.emporium.cart.cart.control;

import dev.emporium.cart.cart.entity.CartOwnership;
import dev.emporium.cart.cart.entity.CartRepository;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.messaging.Outgoing;
import dev.emporium.platform.persistence.Retention;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Clears away carts that nobody has changed for long, and tells of each that was not empty; and where merged ones went, after 30
 * days. In small steps; safe to run on every replica at once.
 */
public final class CartRetention implements Runnable {
    private static final String EVENTS = "cart.events";
    private static final int BATCH = 500;

    private final Jdbi jdbi;
    private final CartRepository carts;
    private final CartOwnership ownership;
    private final Outbox outbox;
    private final Duration unchanged;

    /** @param unchanged after how long without a change a cart expires */
    public CartRetention(Jdbi jdbi, CartRepository carts, CartOwnership ownership, Outbox outbox, Duration unchanged) {
        this.jdbi = jdbi;
        this.carts = carts;
        this.ownership = ownership;
        this.outbox = outbox;
        this.unchanged = unchanged;
    }

    @Override
    public void run() {
        Retention.inSteps(jdbi, BATCH, handle -> handle.inTransaction(this::expire));
        Retention.inSteps(jdbi, BATCH, handle -> ownership.purge(handle, BATCH));
    }

    private int expire(Handle transaction) {
        List<CartRepository.Expired> expired = carts.expire(transaction, unchanged, BATCH);
        outbox.add(
                transaction,
                expired.stream()
                        .filter(cart -> cart.lines() > 0)
                        .map(cart -> Outgoing.of(EVENTS, "cart.expired", cart.cartId(), cart))
                        .toList());
        return expired.size();
    }
}
