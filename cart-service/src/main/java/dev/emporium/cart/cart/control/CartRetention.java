package dev.emporium.cart.cart.control;

import dev.emporium.cart.cart.entity.CartOwnership;
import dev.emporium.cart.cart.entity.CartRepository;
import dev.emporium.platform.logging.Failures;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clears away carts that nobody has changed for 90 days, and where merged ones went, after 30. Safe to run on every replica at once. */
public final class CartRetention implements Runnable {
    private static final Logger LOGGER = LoggerFactory.getLogger(CartRetention.class);
    private static final int BATCH = 1_000;

    private final Jdbi jdbi;

    public CartRetention(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    @Override
    public void run() {
        try {
            int purged;
            do {
                purged = jdbi.withHandle(handle -> new CartRepository(handle).purge(BATCH));
            } while (purged == BATCH);
            do {
                purged = jdbi.withHandle(handle -> new CartOwnership(handle).purge(BATCH));
            } while (purged == BATCH);
        } catch (RuntimeException e) {
            Failures.brief(LOGGER.atWarn(), e).log("Old carts are left for the next time");
        }
    }
}
