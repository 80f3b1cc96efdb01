package dev.emporium.cart.cart.control;

import dev.emporium.cart.cart.entity.CartOwnership;
import dev.emporium.platform.idempotency.Idempotency;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Deletes the carts of customers whose accounts were deleted, and what was answered about them. Thread safe. */
public final class CartErasure {
    private final Idempotency idempotency;

    public CartErasure(Idempotency idempotency) {
        this.idempotency = idempotency;
    }

    /** Again is no matter. */
    public void erase(Handle transaction, List<UUID> customerIds) {
        List<UUID> cartIds = new CartOwnership(transaction).deleteThoseOf(customerIds);
        // keys belong to customers and to carts
        idempotency.forgetAnswers(
                transaction,
                Stream.concat(customerIds.stream(), cartIds.stream())
                        .map(UUID::toString)
                        .toList());
    }
}
