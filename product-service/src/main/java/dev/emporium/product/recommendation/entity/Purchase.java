package dev.emporium.product.recommendation.entity;

import java.util.Set;
import java.util.UUID;

/** The products of an order. */
public record Purchase(UUID orderId, Set<UUID> productIds) {
    public Purchase {
        productIds = Set.copyOf(productIds);
    }
}
