package dev.emporium.order.ordering.entity;

import dev.emporium.platform.postal.Address;
import java.util.UUID;

/**
 * Where an order's goods and mails go.
 *
 * @param customerId null for a guest
 * @param email null when the buyer has said none: it is the customer's then
 * @param locale what the buyer reads, or null
 */
public record Delivery(UUID orderId, UUID customerId, String email, Reading locale, Address shippingAddress) {
    @Override
    public String toString() {
        return "Delivery[REDACTED]";
    }
}
