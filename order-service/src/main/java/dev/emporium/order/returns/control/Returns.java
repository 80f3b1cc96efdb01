package dev.emporium.order.returns.control;

import dev.emporium.order.ordering.control.Moves;
import dev.emporium.order.ordering.control.Occasion;
import dev.emporium.order.ordering.control.OrderDesk;
import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.Move;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderLine;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.order.ordering.entity.Viewer;
import dev.emporium.order.returns.entity.Return;
import dev.emporium.order.returns.entity.ReturnRepository;
import dev.emporium.order.returns.entity.ReturnRepository.Refunded;
import dev.emporium.order.returns.entity.ReturnStatus;
import dev.emporium.platform.Money;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.ErasedCustomers;
import dev.emporium.platform.web.Page;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Takes back goods that were delivered, whole lines or parts of them. Whatever is done with an order's returns holds the
 * order's lock: never is more on its way back than was bought. What is received goes back on the shelf and is refunded
 * under the return's own id, which makes that once. Thread safe.
 */
public final class Returns {
    private final ErasedCustomers erased = new ErasedCustomers();
    private final Jdbi jdbi;
    private final ReturnRepository returns;
    private final OrderDesk desk;
    private final Moves moves;
    private final Outbox outbox;
    private final Idempotency idempotency;
    private final AuditTrail audit;
    private final Clock clock;

    public Returns(
            Jdbi jdbi,
            ReturnRepository returns,
            OrderDesk desk,
            Moves moves,
            Outbox outbox,
            Idempotency idempotency,
            AuditTrail audit,
            Clock clock) {
        this.jdbi = jdbi;
        this.returns = returns;
        this.desk = desk;
        this.moves = moves;
        this.outbox = outbox;
        this.idempotency = idempotency;
        this.audit = audit;
        this.clock = clock;
    }

    private record Restock(UUID orderId, List<Return.Line> lines) {}

    private record Refund(UUID orderId, UUID refundId, Money amount) {}

    /**
     * Asks for a return, unless the same request did so before.
     *
     * @param reason what the owner says why, or null
     * @throws ProblemException 401 when the owner's account was deleted, 404 when there is no such order for this viewer, 409
     *     when it was not delivered or not so much of it is left, 422 for what was not ordered; and as {@link Idempotency#once}
     */
    public Answer request(
            IdempotentRequest request,
            UUID orderId,
            Viewer viewer,
            List<Return.Line> lines,
            String reason,
            Function<Return, Answer> answer) {
        return jdbi.inTransaction(transaction -> idempotency.once(transaction, request, () -> {
            Order order = desk.lock(transaction, orderId, viewer);
            if (viewer.customerId() != null) {
                erased.refuse(transaction, viewer.customerId());
            }
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Return asked =
                    new Return(Uuid7.next(), orderId, ReturnStatus.REQUESTED, lines, reason, null, false, now, now);
            add(transaction, order, asked);
            return answer.apply(asked);
        }));
    }

    private void add(Handle transaction, Order order, Return asked) {
        if (order.status() != OrderStatus.DELIVERED && order.status() != OrderStatus.RETURNED) {
            throw ProblemException.of(
                    409,
                    "not_delivered",
                    "An order that is %s cannot be returned."
                            .formatted(order.status().word()));
        }
        Map<UUID, Long> bought = new LinkedHashMap<>();
        order.lines().forEach(line -> bought.put(line.productId(), line.quantity()));
        List<FieldError> strangers = asked.lines().stream()
                .filter(line -> !bought.containsKey(line.productId()))
                .map(line -> new FieldError("items", line.productId() + " is not in the order"))
                .toList();
        if (!strangers.isEmpty()) {
            throw ProblemException.of(422, "not_ordered", "Only what was ordered can be returned.")
                    .withErrors(strangers);
        }
        if (!returns.add(transaction, asked, bought)) {
            throw ProblemException.of(409, "nothing_left", "So much of it is not left to be returned.");
        }
    }

    /**
     * @param after where the page before ended, null for the first
     * @throws ProblemException 404 when there is no such order for this viewer
     */
    public Page<Return> of(UUID orderId, Viewer viewer, UUID after, int limit) {
        desk.read(orderId, viewer);
        return Page.of(
                jdbi.withHandle(handle -> returns.of(handle, orderId, after, limit + 1)), limit, Return::returnId);
    }

    /**
     * Sets a return to a state; when it is there already nothing happens, so this may be repeated.
     *
     * @throws ProblemException 404 when the order has no such return, 409 when it cannot go there
     */
    public Return move(UUID orderId, UUID returnId, ReturnStatus to, Actor actor) {
        return jdbi.inTransaction(transaction -> {
            Order order = desk.lock(transaction, orderId, Viewer.staff());
            Return present = find(transaction, orderId, returnId);
            if (present.status() == to) {
                return present;
            }
            if (!present.status().leadsTo(to) || !returns.move(transaction, present, to, clock.instant())) {
                throw ProblemException.of(
                        409,
                        "illegal_move",
                        "A return that is %s cannot be set to %s."
                                .formatted(present.status().word(), to.word()));
            }
            if (to == ReturnStatus.RECEIVED) {
                receive(transaction, order, present);
            }
            audit.note(transaction, actor, "order.return", orderId, returnId + ": " + to.word());
            return find(transaction, orderId, returnId);
        });
    }

    private void receive(Handle transaction, Order order, Return received) {
        Occasion occasion = Occasion.of("staff", "return received");
        Command restock =
                new Command(Command.STOCK, "stock.restock", its -> new Restock(its.orderId(), received.lines()));
        Money value = value(order, received);
        Command refund = new Command(
                Command.PAYMENT, "payment.refund", its -> new Refund(its.orderId(), received.returnId(), value));
        boolean isFree = value.minorUnits() == 0;
        outbox.add(
                transaction,
                Stream.of(restock, refund)
                        .filter(command -> command.concerns(order) && !(isFree && command == refund))
                        .map(command -> occasion.outgoing(command, order))
                        .toList());
        if (isFree) {
            // nobody can be asked to pay back nothing
            refunded(transaction, List.of(new Refunded(order.orderId(), received.returnId(), value)));
        }
        if (returns.received(transaction, order.orderId()) == order.pieces()) {
            moves.make(transaction, Move.RETURN, List.of(order.orderId()), occasion);
        }
    }

    /** Of the goods, at the prices of the order; what their shipping cost is not given back. */
    private static Money value(Order order, Return received) {
        return received.lines().stream()
                .map(line -> price(order, line.productId()).times(line.quantity()))
                .reduce(Money::plus)
                .orElseThrow();
    }

    private static Money price(Order order, UUID productId) {
        return order.lines().stream()
                .filter(line -> line.productId().equals(productId))
                .map(OrderLine::unitPrice)
                .findFirst()
                .orElseThrow();
    }

    /** Notes refunds; of those that are no return's nothing. */
    public void refunded(Handle transaction, List<Refunded> refunds) {
        returns.refunded(transaction, refunds, clock.instant());
    }

    /** Notes refunds that were made and have not arrived, be it that it is heard first; of those that are no return's nothing. */
    public void refundsFailed(Handle transaction, List<Refunded> refunds) {
        returns.refundsFailed(transaction, refunds, clock.instant());
    }

    /** Forgets what customers have said, whose orders are locked and whose accounts are deleted; again is no matter. */
    public void erase(Handle transaction, Collection<UUID> customerIds) {
        returns.erase(transaction, customerIds);
    }

    private Return find(Handle handle, UUID orderId, UUID returnId) {
        return returns.find(handle, orderId, returnId)
                .orElseThrow(() -> ProblemException.of(404, "not_found", "There is no such return of this order."));
    }
}
