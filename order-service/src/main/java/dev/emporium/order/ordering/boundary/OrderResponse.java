package dev.emporium.order.ordering.boundary;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderLine;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.platform.Money;
import dev.emporium.platform.postal.Address;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.annotation.Nullable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** An order as its owner and staff see it. */
public record OrderResponse(
        UUID orderId,
        @Nullable UUID customerId,
        OrderStatus status,
        @Nullable String reason,
        List<Item> items,
        Money total,
        @Nullable Address shippingAddress,
        Instant placedAt,
        Instant updatedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) String orderToken) {

    /** One product of the order, at the price of the moment of ordering. */
    @Schema(name = "OrderItem")
    public record Item(UUID productId, String sku, String name, long quantity, Money unitPrice, Money lineTotal) {
        static Item from(OrderLine line) {
            return new Item(
                    line.productId(), line.sku(), line.name(), line.quantity(), line.unitPrice(), line.lineTotal());
        }
    }

    public static OrderResponse from(Order order) {
        return new OrderResponse(
                order.orderId(),
                order.customerId(),
                order.status(),
                order.reason(),
                order.lines().stream().map(Item::from).toList(),
                order.total(),
                order.shippingAddress(),
                order.placedAt(),
                order.updatedAt(),
                null);
    }
}
