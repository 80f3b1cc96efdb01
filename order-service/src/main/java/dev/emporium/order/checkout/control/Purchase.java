package dev.emporium.order.checkout.control;

import dev.emporium.order.ordering.entity.Address;
import dev.emporium.platform.Money;
import java.util.Map;
import java.util.UUID;

/**
 * A valid wish to buy.
 *
 * @param cartId the cart to buy, or null
 * @param demand how many of each product, or null when there is a cart
 * @param expectedTotal the most that the total may be, or null
 */
public record Purchase(
        UUID cartId, Map<UUID, Long> demand, Address shippingAddress, String email, Money expectedTotal) {
    public static final int MOST_OF_A_PRODUCT = 999;

    @Override
    public String toString() {
        return "Purchase[REDACTED]";
    }
}
