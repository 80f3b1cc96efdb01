package dev.emporium.product.stock.boundary;

import dev.emporium.product.stock.entity.StockLevel;
import java.util.UUID;

/** How many of a product there are. */
public record StockResponse(UUID productId, long onHand, long reserved, long available) {
    static StockResponse from(StockLevel level) {
        return new StockResponse(level.productId(), level.onHand(), level.reserved(), level.available());
    }
}
