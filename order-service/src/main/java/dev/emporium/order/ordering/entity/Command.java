package dev.emporium.order.ordering.entity;

import java.util.UUID;
import java.util.function.Function;

/**
 * What another service is told to do for an order.
 *
 * @param topic where it listens
 * @param data what it must know of the order
 */
public record Command(String topic, String type, Function<Order, Object> data) {
    public static final String STOCK = "product.commands";

    /** One that says of which order it speaks, and no more. */
    public record OrderId(UUID orderId) {}

    /** To product-service, which knows the order by its id. */
    public static Command stock(String type) {
        return new Command(STOCK, type, order -> new OrderId(order.orderId()));
    }
}
