package dev.emporium.cart.cart.control;

import dev.emporium.cart.cart.entity.CartOwnership;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.security.ErasedCustomers;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Deletes the carts of customers whose accounts were deleted, and what was asked and answered about them; their access
 * tokens, which last longer, make no more. Thread safe.
 */
public final class CartErasure {
    private final ErasedCustomers erased = new ErasedCustomers();
    private final CartOwnership ownership;
    private final Idempotency idempotency;
    private final Clock clock;

    public CartErasure(CartOwnership ownership, Idempotency idempotency, Clock clock) {
        this.ownership = ownership;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /** Again is no matter. */
    public void erase(Handle transaction, List<UUID> customerIds) {
        // whoever is making a cart theirs is waited for: it is deleted then, or the next one finds them erased
        erased.hold(transaction, customerIds);
        erased.add(transaction, customerIds, clock.instant());
        List<UUID> cartIds = ownership.deleteThoseOf(transaction, customerIds);
        // keys belong to customers and to carts
        idempotency.forget(
                transaction,
                Stream.concat(customerIds.stream(), cartIds.stream())
                        .map(UUID::toString)
                        .toList());
    }
}
