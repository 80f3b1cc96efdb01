package dev.emporium.order.ordering.entity;

import dev.emporium.platform.Money;
import java.util.UUID;

/** One product of an order, by the name and price that it had when it was ordered. */
public record OrderLine(UUID productId, String sku, String name, long quantity, Money unitPrice) {
    public Money lineTotal() {
        return unitPrice.times(quantity);
    }
}
