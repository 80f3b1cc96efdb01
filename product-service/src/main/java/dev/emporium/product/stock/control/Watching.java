package dev.emporium.product.stock.control;

import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.ErasedCustomers;
import dev.emporium.product.stock.entity.WatcherRepository;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Customers who want to be told when something can be ordered again. Their ids are all that is kept of them, until they are
 * told or their accounts are deleted. Thread safe.
 */
public final class Watching {
    /** How many products a customer may wait for at a time. */
    static final int MOST = 100;

    private final ErasedCustomers erased = new ErasedCustomers();
    private final Jdbi jdbi;
    private final WatcherRepository watchers;
    private final Clock clock;

    public Watching(Jdbi jdbi, WatcherRepository watchers, Clock clock) {
        this.jdbi = jdbi;
        this.watchers = watchers;
        this.clock = clock;
    }

    /**
     * Notes that a customer wants to be told. Again is no matter.
     *
     * @throws ProblemException 404; 409 {@code in_stock} when it can be ordered, {@code too_many_watched}; 401 when the account
     *     was deleted
     */
    public void watch(UUID productId, UUID customerId) {
        jdbi.useTransaction(transaction -> {
            erased.hold(transaction, List.of(customerId));
            erased.refuse(transaction, customerId);
            // whoever brings it back at this moment is waited for, and finds this watcher, or is found
            boolean there = watchers.holdWhetherItCanBeOrdered(transaction, productId)
                    .orElseThrow(() -> ProblemException.of(404, "not_found", "There is no such product."));
            if (there) {
                throw ProblemException.of(409, "in_stock", "It can be ordered now.");
            }
            if (!watchers.add(transaction, productId, customerId, MOST)) {
                throw ProblemException.of(
                        409,
                        "too_many_watched",
                        "You wait for %d products already, as many as one may.".formatted(MOST));
            }
        });
    }

    /** Forgets those whose accounts were deleted. Again is no matter. */
    public void erase(Handle transaction, List<UUID> customerIds) {
        erased.hold(transaction, customerIds);
        erased.add(transaction, customerIds, clock.instant());
        watchers.forget(transaction, customerIds);
    }
}
