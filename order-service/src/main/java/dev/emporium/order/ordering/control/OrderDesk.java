package dev.emporium.order.ordering.control;

import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.Delivery;
import dev.emporium.order.ordering.entity.HistoryEntry;
import dev.emporium.order.ordering.entity.Move;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.order.ordering.entity.OrderToken;
import dev.emporium.order.ordering.entity.Viewer;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.web.Page;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** What people do with orders once they are placed: look at them, and move them on. Thread safe. */
public final class OrderDesk {
    private final Jdbi jdbi;
    private final OrderRepository orders;
    private final Moves moves;
    private final Undertaking undertaking;
    private final AuditTrail audit;

    /** @param undertaking what is under way for pending orders, which ends when one is cancelled */
    public OrderDesk(Jdbi jdbi, OrderRepository orders, Moves moves, Undertaking undertaking, AuditTrail audit) {
        this.jdbi = jdbi;
        this.orders = orders;
        this.moves = moves;
        this.undertaking = undertaking;
        this.audit = audit;
    }

    /** @throws ProblemException 404 when there is no such order for this viewer */
    public Order read(UUID orderId, Viewer viewer) {
        return jdbi.withHandle(handle -> orders.find(handle, orderId, viewer)).orElseThrow(OrderDesk::notFound);
    }

    /** @throws ProblemException 404 when there is no such order, or its customer is erased */
    public Delivery delivery(UUID orderId) {
        return jdbi.withHandle(handle -> orders.delivery(handle, orderId)).orElseThrow(OrderDesk::notFound);
    }

    /**
     * The newest first.
     *
     * @param customerId whose, or null for everybody's
     */
    public Page<Order> list(UUID customerId, UUID after, int limit) {
        return Page.of(
                jdbi.withHandle(handle -> orders.list(handle, customerId, after, limit + 1)), limit, Order::orderId);
    }

    /** @throws ProblemException 404 when there is no such order for this viewer */
    public List<HistoryEntry> history(UUID orderId, Viewer viewer) {
        List<HistoryEntry> entries = jdbi.withHandle(handle -> orders.history(handle, orderId, viewer));
        if (entries.isEmpty()) {
            throw notFound();
        }
        return entries;
    }

    /** The token of a guest's order that the version before has placed, which kept it; empty for all others. */
    public Optional<OrderToken> formerToken(UUID orderId) {
        return jdbi.withHandle(handle -> orders.formerToken(handle, orderId));
    }

    /**
     * Moves the order to the given state; when it is there already nothing happens, so this may be repeated.
     *
     * @throws ProblemException 404 when there is no such order, 409 when people cannot move it there
     */
    public Order move(UUID orderId, OrderStatus to, Actor actor) {
        return jdbi.inTransaction(transaction -> {
            OrderStatus from = orders.lock(transaction, orderId).orElseThrow(OrderDesk::notFound);
            if (from != to) {
                Move move = Move.byPeople(from, to).orElseThrow(() -> illegal(from, to));
                List<Command> undo =
                        from == OrderStatus.PENDING ? undertaking.end(transaction, orderId, move) : List.of();
                moves.make(transaction, move, List.of(orderId), null, Occasion.of("status set"), undo);
                audit.note(transaction, actor, "order.status", orderId, to.word());
            }
            return orders.find(transaction, orderId, Viewer.staff()).orElseThrow(OrderDesk::notFound);
        });
    }

    private static ProblemException notFound() {
        return ProblemException.of(404, "not_found", "There is no such order.");
    }

    private static ProblemException illegal(OrderStatus from, OrderStatus to) {
        return ProblemException.of(
                409, "illegal_move", "An order that is %s cannot be set to %s.".formatted(from.word(), to.word()));
    }
}
