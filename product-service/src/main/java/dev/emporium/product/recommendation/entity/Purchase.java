package dev.emporium.product.recommendation.entity;

import java.util.Map;
import java.util.UUID;

/**
 * What an order has bought, or what of it came back.
 *
 * @param quantities of each product
 */
public record Purchase(UUID orderId, Map<UUID, Long> quantities) {
    public Purchase {
        quantities = Map.copyOf(quantities);
    }
}
