package dev.emporium.order.checkout.control;

import dev.emporium.order.ordering.entity.OrderToken;
import dev.emporium.order.ordering.entity.Reading;
import dev.emporium.platform.Money;
import dev.emporium.platform.postal.Address;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;

/**
 * A valid wish to buy.
 *
 * @param customerId who buys, or null for a guest
 * @param orderToken what lets a guest read the order, or null for somebody signed in
 * @param cartId the cart to buy, or null
 * @param demand how many of each product, or null when there is a cart
 * @param email where the mails go; null only for somebody signed in
 * @param paymentToken what the provider knows the buyer's card by
 * @param shippingMethod how it is to be sent, or null for the cheapest way
 * @param deliverOn the day that the buyer wishes for, or null
 * @param locale what the buyer reads, or null
 * @param expectedTotal the most that the total may be, or null
 */
public record Purchase(
        UUID customerId,
        OrderToken orderToken,
        UUID cartId,
        Map<UUID, Long> demand,
        Address shippingAddress,
        String paymentToken,
        String shippingMethod,
        LocalDate deliverOn,
        String email,
        Reading locale,
        Money expectedTotal) {
    public static final int MOST_OF_A_PRODUCT = 999;

    @Override
    public String toString() {
        return "Purchase[REDACTED]";
    }
}
