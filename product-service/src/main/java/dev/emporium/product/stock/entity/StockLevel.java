package dev.emporium.product.stock.entity;

import java.util.UUID;

/**
 * How many of a product there are.
 *
 * @param reserved how many of these orders have set aside
 */
public record StockLevel(UUID productId, long onHand, long reserved) {
    public long available() {
        return onHand - reserved;
    }
}
