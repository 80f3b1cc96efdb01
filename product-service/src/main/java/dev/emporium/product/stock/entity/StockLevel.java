package dev.emporium.product.stock.entity;

import java.util.UUID;

/**
 * How many of a product there are.
 *
 * @param reserved how many of these orders have set aside
 * @param lowThreshold when fewer can be ordered, that is little; null for what is configured
 */
public record StockLevel(UUID productId, long onHand, long reserved, Long lowThreshold) {
    public long available() {
        return onHand - reserved;
    }
}
