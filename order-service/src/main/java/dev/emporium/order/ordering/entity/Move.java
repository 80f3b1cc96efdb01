package dev.emporium.order.ordering.entity;

import static dev.emporium.order.ordering.entity.OrderStatus.CANCELLED;
import static dev.emporium.order.ordering.entity.OrderStatus.CONFIRMED;
import static dev.emporium.order.ordering.entity.OrderStatus.DELIVERED;
import static dev.emporium.order.ordering.entity.OrderStatus.PENDING;
import static dev.emporium.order.ordering.entity.OrderStatus.REJECTED;
import static dev.emporium.order.ordering.entity.OrderStatus.RETURNED;
import static dev.emporium.order.ordering.entity.OrderStatus.SHIPPED;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The life of an order as a table: every allowed move, who makes it, the event that tells of it, and the commands that
 * make other services follow. Whatever is not here is not allowed. What the checkout of a pending order has asked for is
 * given back by the checkout's own table; goods that come back are restocked and refunded by their returns.
 */
public enum Move {
    CONFIRM(PENDING, CONFIRMED, By.CHECKOUT, "order.confirmed", Command.stock("stock.commit"), Command.ship()),
    REJECT(PENDING, REJECTED, By.CHECKOUT, "order.rejected"),
    CANCEL_PENDING(PENDING, CANCELLED, By.PEOPLE, "order.cancelled"),
    CANCEL_CONFIRMED(
            CONFIRMED,
            CANCELLED,
            By.SHIPMENT,
            "order.cancelled",
            Command.payment("payment.void"),
            Command.stock("stock.release")),
    SHIP(CONFIRMED, SHIPPED, By.SHIPMENT, "order.shipped", Command.payment("payment.capture")),
    DELIVER(SHIPPED, DELIVERED, By.SHIPMENT, "order.delivered"),
    RETURN(DELIVERED, RETURNED, By.RETURNS, "order.returned");

    /**
     * Who makes a move. The decision is the checkout's, since only it knows what is set aside and held; what has left the
     * house, its shipment knows; what has come back, the returns.
     */
    public enum By {
        CHECKOUT,
        PEOPLE,
        SHIPMENT,
        RETURNS
    }

    /** What follows from what is told of a shipment; from all else nothing does. */
    public static final Map<String, Move> FOLLOWING_SHIPMENTS = Map.of(
            "shipment.dispatched", SHIP,
            "shipment.delivered", DELIVER,
            "shipment.cancelled", CANCEL_CONFIRMED);

    private final OrderStatus from;
    private final OrderStatus to;
    private final By by;
    private final String event;
    private final List<Command> commands;

    Move(OrderStatus from, OrderStatus to, By by, String event, Command... commands) {
        this.from = from;
        this.to = to;
        this.by = by;
        this.event = event;
        this.commands = List.of(commands);
    }

    /** The move between two states that follows a shipment; empty when there is none. */
    public static Optional<Move> ofShipment(OrderStatus from, OrderStatus to) {
        return Arrays.stream(values())
                .filter(move -> move.by == By.SHIPMENT && move.from == from && move.to == to)
                .findFirst();
    }

    public OrderStatus from() {
        return from;
    }

    public OrderStatus to() {
        return to;
    }

    public By by() {
        return by;
    }

    public String event() {
        return event;
    }

    public List<Command> commands() {
        return commands;
    }
}
