package dev.emporium.order.ordering.control;

import dev.emporium.order.ordering.control.Decisions.Decided;
import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.Move;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.platform.Money;
import dev.emporium.platform.Origin;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.messaging.Outgoing;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves orders along their life, and in the same transaction tells those who must know and follow: two statements for
 * any number of orders, one more when somebody waits for them, and one or two when they are over then. Who waits for them to leave
 * where they were is told after the commit. An order that is not where the move begins stays as it is, so a move may be asked for twice.
 */
public final class Moves {
    private static final Logger LOG = LoggerFactory.getLogger(Moves.class);
    /** Where order-service tells of orders. */
    public static final String EVENTS = "order.events";

    private final OrderRepository orders;
    private final Outbox outbox;
    private final Erasure erasure;
    private final Decisions decisions;
    private final OrderCounts counts;
    private final Clock clock;

    public Moves(
            OrderRepository orders,
            Outbox outbox,
            Erasure erasure,
            Decisions decisions,
            OrderCounts counts,
            Clock clock) {
        this.orders = orders;
        this.outbox = outbox;
        this.erasure = erasure;
        this.decisions = decisions;
        this.counts = counts;
        this.clock = clock;
    }

    /**
     * Moves those of the orders that are where the move begins.
     *
     * @param reason what becomes of the order says why, or null
     * @param undo what gives back what was asked for until now; told before what follows from the move
     */
    public void make(
            Handle transaction,
            Move move,
            Collection<UUID> orderIds,
            String reason,
            Occasion occasion,
            List<Command> undo) {
        List<Order> moved =
                orders.move(transaction, orderIds, move, reason, occasion.actor(), occasion.cause(), clock.instant());
        List<Decided> decided = decisions.keep(transaction, moved, move.from());
        erasure.followUp(transaction, moved);
        List<Outgoing> messages = new ArrayList<>();
        for (Order order : moved) {
            Stream.concat(undo.stream(), move.commands().stream())
                    .filter(command -> command.concerns(order))
                    .forEach(command -> messages.add(occasion.outgoing(command, order)));
            messages.add(occasion.outgoing(EVENTS, move.event(), order.orderId(), said(move, order)));
        }
        outbox.add(transaction, messages);
        transaction.afterCommit(() -> {
            decisions.made(decided, move.from());
            moved.forEach(counts::came);
            moved.forEach(order -> log(order, occasion.origin(order.orderId())));
        });
    }

    /** Moves those of the orders that are where the move begins, for no reason of their own and with nothing under way. */
    public void make(Handle transaction, Move move, Collection<UUID> orderIds, Occasion occasion) {
        make(transaction, move, orderIds, null, occasion, List.of());
    }

    /**
     * Has shipping-service hold back those of the orders that are confirmed: it answers that the shipment is cancelled, or that
     * it has left.
     *
     * @return false when there is none that it was not asked for before: the answers are on their way
     */
    boolean recall(Handle transaction, Collection<UUID> orderIds, Occasion occasion) {
        List<UUID> recalled = orders.askToCancel(transaction, orderIds, occasion.actor());
        outbox.add(
                transaction,
                orders.all(transaction, recalled).stream()
                        .map(order -> occasion.outgoing(Command.recall(), order))
                        .toList());
        return !recalled.isEmpty();
    }

    private static void log(Order order, Origin origin) {
        RequestContext.with(origin, () -> LOG.atInfo()
                .addKeyValue("event.action", "order-moved")
                .addKeyValue("emporium.order_id", order.orderId())
                .addKeyValue("emporium.order_status", order.status().word())
                .addKeyValue("event.reason", order.reason())
                .log("An order has moved"));
    }

    private static Object said(Move move, Order order) {
        return switch (move) {
            case CONFIRM ->
                new Confirmed(
                        order.orderId(), order.customerId(), order.cartId(), Command.Line.of(order), order.total());
            case REJECT -> new Rejected(order.orderId(), order.reason());
            default -> new Command.OrderId(order.orderId());
        };
    }

    private record Confirmed(UUID orderId, UUID customerId, UUID cartId, List<Command.Line> lines, Money total) {}

    private record Rejected(UUID orderId, String reason) {}
}
