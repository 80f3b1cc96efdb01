package dev.emporium.order.ordering.control;

import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.Delivery;
import dev.emporium.order.ordering.entity.HistoryEntry;
import dev.emporium.order.ordering.entity.Move;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderFilter;
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
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
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
        return deliveries(Set.of(orderId)).stream().findFirst().orElseThrow(OrderDesk::notFound);
    }

    /** Without those of orders that are not there, or whose customers are erased. */
    public List<Delivery> deliveries(Set<UUID> orderIds) {
        return jdbi.withHandle(handle -> orders.deliveries(handle, orderIds));
    }

    /** The newest first. */
    public Page<Order> list(OrderFilter filter, UUID after, int limit) {
        return Page.of(jdbi.withHandle(handle -> orders.list(handle, filter, after, limit + 1)), limit, Order::orderId);
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
     * @return the order; confirmed still, while shipping-service decides whether it can be cancelled
     * @throws ProblemException 404 when there is no such order, 409 when people cannot move it there
     */
    public Order move(UUID orderId, OrderStatus to, Actor actor) {
        return jdbi.inTransaction(transaction -> {
            Order order = lock(transaction, orderId, Viewer.staff());
            if (order.status() == to) {
                return order;
            }
            Occasion occasion = Occasion.of("staff", "status set");
            if (to == OrderStatus.CANCELLED) {
                cancel(transaction, order, occasion);
            } else {
                moves.make(transaction, byHand(order, to), List.of(orderId), occasion);
            }
            audit.note(transaction, actor, "order.status", orderId, to.word());
            return find(transaction, orderId);
        });
    }

    /**
     * Cancels the order for whoever may see it, as long as it has not left the house; again is no matter.
     *
     * @param staff who does it for the shop; null for its owner
     * @return the order; confirmed still, while shipping-service decides
     * @throws ProblemException 404 when there is no such order for this viewer, 409 when it is too late
     */
    public Order cancel(UUID orderId, Viewer viewer, Actor staff) {
        return jdbi.inTransaction(transaction -> {
            Order order = lock(transaction, orderId, viewer);
            String actor = staff == null ? "customer" : "staff";
            if (cancel(transaction, order, Occasion.of(actor, "cancellation")) && staff != null) {
                audit.note(transaction, staff, "order.status", orderId, OrderStatus.CANCELLED.word());
            }
            return find(transaction, orderId);
        });
    }

    /** Whether there was anything to do. */
    private boolean cancel(Handle transaction, Order order, Occasion occasion) {
        List<UUID> its = List.of(order.orderId());
        switch (order.status()) {
            case PENDING -> {
                List<Command> undo = undertaking.end(transaction, order.orderId(), Move.CANCEL_PENDING);
                moves.make(transaction, Move.CANCEL_PENDING, its, null, occasion, undo);
                return true;
            }
            case CONFIRMED -> {
                if (order.shipping() == null) {
                    moves.make(transaction, Move.CANCEL_CONFIRMED, its, occasion);
                    return true;
                }
                return moves.recall(transaction, its, occasion);
            }
            case CANCELLED -> {
                return false;
            }
            default -> throw illegal(order.status(), OrderStatus.CANCELLED);
        }
    }

    /** Only what the version before has placed is moved by hand: it has no shipment that it could follow. */
    private static Move byHand(Order order, OrderStatus to) {
        Move move = Move.ofShipment(order.status(), to).orElseThrow(() -> illegal(order.status(), to));
        if (order.shipping() != null) {
            throw ProblemException.of(
                    409,
                    "illegal_move",
                    "The order follows its shipment: set the shipment to %s.".formatted(to.word()));
        }
        return move;
    }

    /**
     * Locks the order until the transaction ends.
     *
     * @throws ProblemException 404 when there is no such order for this viewer
     */
    public Order lock(Handle transaction, UUID orderId, Viewer viewer) {
        return orders.lock(transaction, orderId, viewer).orElseThrow(OrderDesk::notFound);
    }

    private Order find(Handle transaction, UUID orderId) {
        return orders.find(transaction, orderId, Viewer.staff()).orElseThrow(OrderDesk::notFound);
    }

    private static ProblemException notFound() {
        return ProblemException.of(404, "not_found", "There is no such order.");
    }

    /** What cannot be done with an order that is where it is. */
    public static ProblemException illegal(OrderStatus from, OrderStatus to) {
        return ProblemException.of(
                409, "illegal_move", "An order that is %s cannot be set to %s.".formatted(from.word(), to.word()));
    }
}
