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
import java.util.Optional;

/**
 * The life of an order as a table: every allowed move, who may make it, the event that tells of it, and the commands
 * that make other services follow. Whatever is not here is not allowed. What the checkout of a pending order has asked
 * for is given back by the checkout's own table.
 */
public enum Move {
    CONFIRM(PENDING, CONFIRMED, By.CHECKOUT, "order.confirmed", Command.stock("stock.commit")),
    REJECT(PENDING, REJECTED, By.CHECKOUT, "order.rejected"),
    CANCEL_PENDING(PENDING, CANCELLED, By.PEOPLE, "order.cancelled"),
    CANCEL_CONFIRMED(CONFIRMED, CANCELLED, By.PEOPLE, "order.cancelled", Command.stock("stock.release")),
    SHIP(CONFIRMED, SHIPPED, By.PEOPLE, "order.shipped"),
    DELIVER(SHIPPED, DELIVERED, By.PEOPLE, "order.delivered"),
    RETURN(DELIVERED, RETURNED, By.PEOPLE, "order.returned", Command.stock("stock.restock"));

    /** Who may make a move: a decision belongs to the checkout alone, since only it knows what is set aside. */
    public enum By {
        CHECKOUT,
        PEOPLE
    }

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

    /** The move between two states that people may make; empty when there is none. */
    public static Optional<Move> byPeople(OrderStatus from, OrderStatus to) {
        return Arrays.stream(values())
                .filter(move -> move.by == By.PEOPLE && move.from == from && move.to == to)
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
