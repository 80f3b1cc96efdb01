package dev.emporium.product.stock.entity;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What an order asks for.
 *
 * @param quantities how many of each product, each at least one
 */
public record Demand(UUID orderId, Map<UUID, Long> quantities) {
    public Demand {
        quantities = Collections.unmodifiableMap(new LinkedHashMap<>(quantities));
        if (quantities.isEmpty() || quantities.values().stream().anyMatch(quantity -> quantity < 1)) {
            throw new IllegalArgumentException("an order asks for at least one of something");
        }
    }

    /** What the same order asks for twice. */
    public Demand plus(Demand other) {
        Map<UUID, Long> both = new LinkedHashMap<>(quantities);
        other.quantities.forEach((productId, quantity) -> both.merge(productId, quantity, Math::addExact));
        return new Demand(orderId, both);
    }
}
