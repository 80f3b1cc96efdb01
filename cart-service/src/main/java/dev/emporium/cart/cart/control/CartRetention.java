package dev.emporium.cart.cart.control;

import dev.emporium.cart.cart.entity.CartOwnership;
import dev.emporium.cart.cart.entity.CartRepository;
import org.jdbi.v3.core.Jdbi;

/** Clears away carts that nobody has changed for 90 days, and where merged ones went, after 30. Safe to run on every replica at once. */
public final class CartRetention implements Runnable {
    private static final int BATCH = 1_000;

    private final Jdbi jdbi;
    private final CartRepository carts;
    private final CartOwnership ownership;

    public CartRetention(Jdbi jdbi, CartRepository carts, CartOwnership ownership) {
        this.jdbi = jdbi;
        this.carts = carts;
        this.ownership = ownership;
    }

    @Override
    public void run() {
        int purged;
        do {
            purged = jdbi.withHandle(handle -> carts.purge(handle, BATCH));
        } while (purged == BATCH);
        do {
            purged = jdbi.withHandle(handle -> ownership.purge(handle, BATCH));
        } while (purged == BATCH);
    }
}
