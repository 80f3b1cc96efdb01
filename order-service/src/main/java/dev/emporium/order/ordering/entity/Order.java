package dev.emporium.order.ordering.entity;

import dev.emporium.platform.Money;
import dev.emporium.platform.postal.Address;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An order as it stands.
 *
 * @param customerId null for a guest
 * @param cartId the cart that it was placed from, or null
 * @param reason why it was rejected, or null
 * @param shipping null for what the version before has placed: that is not paid, and has no shipment
 * @param total of all lines, and of what shipping costs
 * @param action what the buyer must do before it can be decided, or null
 * @param shippingAddress null once the order is over and its customer's account deleted
 */
public record Order(
        UUID orderId,
        UUID customerId,
        UUID cartId,
        OrderStatus status,
        String reason,
        List<OrderLine> lines,
        Shipping shipping,
        Money total,
        PaymentAction action,
        Address shippingAddress,
        Instant placedAt,
        Instant updatedAt) {

    public OrderState state() {
        return new OrderState(status, reason, action, updatedAt);
    }

    /** The same order as it was then. */
    public Order in(OrderState then) {
        return new Order(
                orderId,
                customerId,
                cartId,
                then.status(),
                then.reason(),
                lines,
                shipping,
                total,
                then.action(),
                shippingAddress,
                placedAt,
                then.updatedAt());
    }

    /** How many things it is of. */
    public long pieces() {
        return lines.stream().mapToLong(OrderLine::quantity).sum();
    }
}
