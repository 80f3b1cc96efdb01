package dev.emporium.order.ordering.entity;

import java.time.LocalDate;
import java.util.List;
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
    public static final String PAYMENT = "payment.commands";
    public static final String SHIPPING = "shipping.commands";

    /** One that says of which order it speaks, and no more. */
    public record OrderId(UUID orderId) {}

    /** A product of an order and how many of it. */
    public record Line(UUID productId, long quantity) {
        public static List<Line> of(Order order) {
            return order.lines().stream()
                    .map(line -> new Line(line.productId(), line.quantity()))
                    .toList();
        }
    }

    private record Shipment(UUID orderId, UUID customerId, String method, LocalDate deliverOn, List<Line> lines) {
        static Shipment of(Order order) {
            return new Shipment(
                    order.orderId(),
                    order.customerId(),
                    order.shipping().method(),
                    order.shipping().deliverOn(),
                    Line.of(order));
        }
    }

    /** To product-service, which knows the order by its id. */
    public static Command stock(String type) {
        return new Command(STOCK, type, order -> new OrderId(order.orderId()));
    }

    /** To payment-service, likewise. */
    public static Command payment(String type) {
        return new Command(PAYMENT, type, order -> new OrderId(order.orderId()));
    }

    /** To shipping-service: make a shipment. */
    public static Command ship() {
        return new Command(SHIPPING, "shipment.create", Shipment::of);
    }

    /** To shipping-service: do not dispatch it, unless that has happened. */
    public static Command recall() {
        return new Command(SHIPPING, "shipment.cancel", order -> new OrderId(order.orderId()));
    }

    /** Whether there is anything to do for the order: one that the version before has placed has stock and nothing else. */
    public boolean concerns(Order order) {
        return topic.equals(STOCK) || order.shipping() != null;
    }
}
