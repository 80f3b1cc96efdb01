package dev.emporium.order.ordering.boundary;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderLine;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.order.ordering.entity.PaymentAction;
import dev.emporium.order.ordering.entity.Shipping;
import dev.emporium.platform.Money;
import dev.emporium.platform.postal.Address;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.annotation.Nullable;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** An order as its owner and staff see it. */
public record OrderResponse(
        UUID orderId,
        @Nullable UUID customerId,
        OrderStatus status,
        @Nullable String reason,
        List<Item> items,
        @Nullable Sending shipping,
        Money total,
        @JsonInclude(JsonInclude.Include.NON_NULL) Action paymentAction,
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

    /** How it is sent, and what that costs: a part of the total. */
    @Schema(name = "OrderShipping")
    public record Sending(String method, Money price, @JsonInclude(JsonInclude.Include.NON_NULL) LocalDate deliverOn) {
        static Sending from(Shipping shipping) {
            return shipping == null ? null : new Sending(shipping.method(), shipping.price(), shipping.deliverOn());
        }
    }

    /** What the buyer must do before a pending order is decided: confirm the payment at this address. */
    @Schema(name = "PaymentAction")
    public record Action(URI url, Instant expiresAt) {
        static Action from(PaymentAction action) {
            return action == null ? null : new Action(action.url(), action.expiresAt());
        }
    }

    public static OrderResponse from(Order order) {
        return new OrderResponse(
                order.orderId(),
                order.customerId(),
                order.status(),
                order.reason(),
                order.lines().stream().map(Item::from).toList(),
                Sending.from(order.shipping()),
                order.total(),
                Action.from(order.action()),
                order.shippingAddress(),
                order.placedAt(),
                order.updatedAt(),
                null);
    }
}
