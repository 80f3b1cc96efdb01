package dev.emporium.order.checkout.control;

import dev.emporium.order.checkout.entity.CheckoutRepository;
import dev.emporium.order.checkout.entity.Outcome;
import dev.emporium.order.checkout.entity.Outcome.Decision;
import dev.emporium.order.checkout.entity.Outcome.Next;
import dev.emporium.order.checkout.entity.Saga;
import dev.emporium.order.checkout.entity.Standing;
import dev.emporium.order.checkout.entity.Step;
import dev.emporium.order.ordering.control.Decisions;
import dev.emporium.order.ordering.control.Moves;
import dev.emporium.order.ordering.control.Occasion;
import dev.emporium.order.ordering.control.OrderCounts;
import dev.emporium.order.ordering.control.Undertaking;
import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.Move;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.order.ordering.entity.OrderRepository.Awaited;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.order.ordering.entity.PaymentAction;
import dev.emporium.platform.Origin;
import dev.emporium.platform.Tracing;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.messaging.Outgoing;
import dev.emporium.platform.persistence.Writes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes orders from pending to their decision along the table {@link Saga}. Each step is a row of
 * {@link CheckoutRepository}, ended in the transaction of what follows from it, so that a crash at any point continues
 * where it stopped. Whatever goes on holds the order's lock and asks whether the order is pending still: what comes too
 * late, twice or for an order that is over has no effect. Thread safe.
 */
public final class Checkout implements Undertaking {
    private static final Logger LOGGER = LoggerFactory.getLogger(Checkout.class);
    private static final String ACTOR = "checkout";
    private static final int SWEPT_AT_ONCE = 200;

    private final Jdbi jdbi;
    private final Saga saga;
    private final CheckoutRepository checkouts;
    private final OrderRepository orders;
    private final Moves moves;
    private final Outbox outbox;
    private final Decisions decisions;
    private final OrderCounts counts;
    private final Clock clock;

    public Checkout(
            Jdbi jdbi,
            Saga saga,
            CheckoutRepository checkouts,
            OrderRepository orders,
            Moves moves,
            Outbox outbox,
            Decisions decisions,
            OrderCounts counts,
            Clock clock) {
        this.jdbi = jdbi;
        this.saga = saga;
        this.checkouts = checkouts;
        this.orders = orders;
        this.moves = moves;
        this.outbox = outbox;
        this.decisions = decisions;
        this.counts = counts;
        this.clock = clock;
    }

    /**
     * Takes the first step for an order that the same statement writes; when that is committed, {@link #begun} is to be
     * called.
     *
     * @param condition on which it is written
     * @param paymentToken what the provider knows the buyer's card by
     * @param placed what tells of the order
     */
    void begin(Writes writes, String condition, Order order, String paymentToken, Outgoing placed) {
        Step first = saga.first();
        checkouts.add(
                writes, condition, order.orderId(), first.name(), first.timeout(), paymentToken, Origin.present());
        List<Outgoing> messages = new ArrayList<>(List.of(placed));
        messages.addAll(asked(first, order, null, Occasion.of(ACTOR, "placed")));
        outbox.add(writes, messages, condition);
    }

    /** Has told what has begun. */
    void begun() {
        outbox.committed();
    }

    private static List<Outgoing> asked(Step step, Order order, String paymentToken, Occasion occasion) {
        return step.asks().stream()
                .map(ask -> occasion.outgoing(ask.with(paymentToken), order))
                .toList();
    }

    /** Where the answers come from that checkouts wait for. */
    public Set<String> topics() {
        return saga.topics();
    }

    /** The types of these answers. */
    public Set<String> answers() {
        return saga.answers();
    }

    /**
     * Goes on with those of the orders that wait for this answer.
     *
     * @param answers by order; all of the type
     * @param actions what buyers are to do, by order, where the answers ask them to
     */
    public void hear(Handle transaction, String type, Map<UUID, Message> answers, Map<UUID, PaymentAction> actions) {
        List<Standing> taken = checkouts.take(transaction, answers.keySet(), saga.awaiting(type), saga.ending(type));
        follow(transaction, taken, type, actions, Occasion.of(ACTOR, type, answers));
    }

    /** Goes on with what has waited for too long; runs again and again, on every replica. */
    public void sweep() {
        while (sweepSome() == SWEPT_AT_ONCE) {
            LOGGER.info("More checkouts are overdue");
        }
    }

    private int sweepSome() {
        String heard = Saga.TIMED_OUT;
        return jdbi.inTransaction(transaction -> {
            List<Standing> taken =
                    checkouts.takeOverdue(transaction, SWEPT_AT_ONCE, saga.awaiting(heard), saga.ending(heard));
            Map<UUID, Origin> placed = taken.stream().collect(Collectors.toMap(Standing::orderId, Standing::placed));
            follow(transaction, taken, heard, Map.of(), new Occasion(ACTOR, heard, placed));
            return taken.size();
        });
    }

    @Override
    public List<Command> end(Handle transaction, UUID orderId, Move move) {
        return checkouts
                .end(transaction, orderId)
                .map(step -> saga.undo(step, move))
                .orElse(List.of());
    }

    /** In few statements for each thing that follows, however many orders it follows for. */
    private void follow(
            Handle transaction,
            List<Standing> taken,
            String heard,
            Map<UUID, PaymentAction> actions,
            Occasion occasion) {
        Map<Turn, List<UUID>> turns = new LinkedHashMap<>();
        List<Span> spans = new ArrayList<>();
        for (Standing standing : taken) {
            saga.outcome(standing, heard).ifPresent(outcome -> {
                turns.computeIfAbsent(new Turn(standing.step(), outcome), turn -> new ArrayList<>())
                        .add(standing.orderId());
                spans.add(span(standing, heard, occasion.origin(standing.orderId())));
            });
        }
        // what is rolled back was no step
        transaction.afterCommit(() -> spans.forEach(Span::end));
        turns.forEach((turn, orderIds) -> {
            if (turn.outcome() instanceof Next next) {
                goOn(transaction, orderIds, saga.step(next.step()), occasion);
                if (next.isForBuyer()) {
                    show(transaction, orderIds, actions);
                }
            } else {
                decide(transaction, turn.step(), orderIds, (Decision) turn.outcome(), occasion);
                if (!saga.isForBuyer(turn.step())) {
                    count(transaction, orderIds);
                }
            }
        });
    }

    private static Span span(Standing standing, String heard, Origin origin) {
        return Tracing.begin("checkout " + standing.step(), SpanKind.INTERNAL, origin.traceparent())
                .setAttribute("emporium.order_id", standing.orderId().toString())
                .setAttribute("emporium.checkout_heard", heard);
    }

    private record Turn(String step, Outcome outcome) {}

    private void decide(Handle transaction, String step, List<UUID> orderIds, Decision decision, Occasion occasion) {
        Move move = decision.move();
        moves.make(transaction, move, orderIds, decision.reason(), occasion, saga.undo(step, move));
    }

    private void goOn(Handle transaction, List<UUID> orderIds, Step next, Occasion occasion) {
        Map<UUID, String> tokens = checkouts.goOn(transaction, orderIds, next.name(), next.timeout());
        if (!next.asks().isEmpty()) {
            List<Outgoing> commands = orders.all(transaction, orderIds).stream()
                    .flatMap(order -> asked(next, order, tokens.get(order.orderId()), occasion).stream())
                    .toList();
            outbox.add(transaction, commands);
        }
    }

    /** What buyers take their time for is not ours. */
    private void count(Handle transaction, List<UUID> orderIds) {
        transaction.afterCommit(() -> counts.decided(orderIds, clock.instant()));
    }

    /** Whoever waits for the decision waits for the buyer then, and so no longer. */
    private void show(Handle transaction, List<UUID> orderIds, Map<UUID, PaymentAction> actions) {
        orders.ask(transaction, orderIds, actions);
        count(transaction, orderIds);
        transaction.afterCommit(() -> decisions.made(Awaited.all(orderIds, OrderStatus.PENDING)));
    }
}
