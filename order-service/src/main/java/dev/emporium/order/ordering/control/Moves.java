package dev.emporium.order.ordering.control;

import dev.emporium.order.ordering.entity.Move;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.platform.Money;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.messaging.Outgoing;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves orders along their life, and in the same transaction tells those who must know and follow: two statements for
 * any number of orders. An order that is not where the move begins stays as it is, so a move may be asked for twice.
 */
public final class Moves {
    private static final Logger LOG = LoggerFactory.getLogger(Moves.class);
    private static final String EVENTS = "order.events";
    private static final String STOCK = "product.commands";

    private final OrderRepository orders;
    private final Outbox outbox;
    private final Erasure erasure;
    private final Clock clock;

    public Moves(OrderRepository orders, Outbox outbox, Erasure erasure, Clock clock) {
        this.orders = orders;
        this.outbox = outbox;
        this.erasure = erasure;
        this.clock = clock;
    }

    /**
     * @param causes the message that asks for each order's move; its request id and trace go on
     * @return the orders that were moved
     */
    public List<Order> make(Handle transaction, Move move, Map<UUID, Message> causes, String reason, String cause) {
        List<Order> moved = orders.move(transaction, causes.keySet(), move, reason, cause, clock.instant());
        tell(transaction, move, moved, causes);
        return moved;
    }

    /** The same without messages: somebody asked, or time ran out. */
    public List<Order> make(Handle transaction, Move move, List<UUID> orderIds, String reason, String cause) {
        List<Order> moved = orders.move(transaction, orderIds, move, reason, cause, clock.instant());
        tell(transaction, move, moved, Map.of());
        return moved;
    }

    private void tell(Handle transaction, Move move, List<Order> moved, Map<UUID, Message> causes) {
        erasure.followUp(transaction, moved);
        List<Outgoing> messages = new ArrayList<>();
        for (Order order : moved) {
            UUID id = order.orderId();
            Message cause = causes.get(id);
            move.commands().forEach(type -> messages.add(outgoing(cause, STOCK, type, id, new OrderId(id))));
            messages.add(outgoing(cause, EVENTS, move.event(), id, said(move, order)));
        }
        outbox.add(transaction, messages);
        transaction.afterCommit(() -> moved.forEach(order -> log(order, causes.get(order.orderId()))));
    }

    private static void log(Order order, Message cause) {
        String requestId = cause == null ? RequestContext.requestId() : cause.requestid();
        String traceparent = cause == null ? RequestContext.traceparent() : cause.traceparent();
        RequestContext.with(requestId, traceparent, () -> LOG.atInfo()
                .addKeyValue("event.action", "order-moved")
                .addKeyValue("emporium.order_id", order.orderId())
                .addKeyValue("emporium.order_status", order.status().word())
                .addKeyValue("event.reason", order.reason())
                .log("An order has moved"));
    }

    private static Outgoing outgoing(Message cause, String topic, String type, UUID key, Object data) {
        return cause == null ? Outgoing.of(topic, type, key, data) : Outgoing.inReplyTo(cause, topic, type, key, data);
    }

    private static Object said(Move move, Order order) {
        return switch (move) {
            case CONFIRM ->
                new Confirmed(
                        order.orderId(),
                        order.customerId(),
                        order.cartId(),
                        order.lines().stream()
                                .map(line -> new Line(line.productId(), line.quantity()))
                                .toList(),
                        order.total());
            case REJECT -> new Rejected(order.orderId(), order.reason());
            default -> new OrderId(order.orderId());
        };
    }

    private record OrderId(UUID orderId) {}

    private record Line(UUID productId, long quantity) {}

    private record Confirmed(UUID orderId, UUID customerId, UUID cartId, List<Line> lines, Money total) {}

    private record Rejected(UUID orderId, String reason) {}
}
