package dev.emporium.cart.cart.entity;

import dev.emporium.platform.ExpectedVersion;
import java.util.UUID;

/**
 * What is to become of a product in a cart.
 *
 * @param viewer who changes it: the id of who has signed in, null for a guest
 * @param expected what the cart must be at
 * @param more whether so many are added to what is there; otherwise there are to be exactly so many
 */
public record LineChange(
        UUID cartId, UUID viewer, ExpectedVersion expected, UUID productId, int quantity, boolean more) {

    /** What comes of it, once the cart's row is held: exactly so many. */
    public LineChange exactly(int result) {
        return new LineChange(cartId, viewer, ExpectedVersion.ANY, productId, result, false);
    }
}
