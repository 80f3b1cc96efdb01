package dev.emporium.order.checkout.control;

import dev.emporium.order.checkout.entity.CheckoutRepository;
import dev.emporium.order.checkout.entity.Outcome;
import dev.emporium.order.checkout.entity.Outcome.Decision;
import dev.emporium.order.checkout.entity.Outcome.Next;
import dev.emporium.order.checkout.entity.Saga;
import dev.emporium.order.checkout.entity.Standing;
import dev.emporium.order.checkout.entity.Step;
import dev.emporium.order.ordering.control.Moves;
import dev.emporium.order.ordering.control.Occasion;
import dev.emporium.order.ordering.control.Undertaking;
import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.Move;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.messaging.Outgoing;
import java.time.Clock;
import java.util.Collection;
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
    private static final int SWEPT_AT_ONCE = 200;

    private final Jdbi jdbi;
    private final Saga saga;
    private final CheckoutRepository checkouts;
    private final OrderRepository orders;
    private final Moves moves;
    private final Outbox outbox;
    private final Decisions decisions;
    private final Clock clock;

    public Checkout(
            Jdbi jdbi,
            Saga saga,
            CheckoutRepository checkouts,
            OrderRepository orders,
            Moves moves,
            Outbox outbox,
            Decisions decisions,
            Clock clock) {
        this.jdbi = jdbi;
        this.saga = saga;
        this.checkouts = checkouts;
        this.orders = orders;
        this.moves = moves;
        this.outbox = outbox;
        this.decisions = decisions;
        this.clock = clock;
    }

    /** Takes the first step for an order that was written in the same transaction. */
    void begin(Handle transaction, Order order) {
        Step first = saga.first();
        checkouts.add(
                transaction, order.orderId(), first.name(), order.placedAt().plus(first.timeout()));
        ask(transaction, first, List.of(order), Occasion.of("placed"));
    }

    private void ask(Handle transaction, Step step, Collection<Order> whose, Occasion occasion) {
        List<Outgoing> commands = whose.stream()
                .flatMap(order -> step.asks().stream().map(command -> occasion.outgoing(command, order)))
                .toList();
        outbox.add(transaction, commands);
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
     */
    public void hear(Handle transaction, String type, Map<UUID, Message> answers) {
        List<Standing> taken = checkouts.take(transaction, answers.keySet(), saga.awaiting(type), saga.ending(type));
        follow(transaction, taken, type, new Occasion(type, answers));
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
            List<Standing> taken = checkouts.takeOverdue(
                    transaction, clock.instant(), SWEPT_AT_ONCE, saga.awaiting(heard), saga.ending(heard));
            follow(transaction, taken, heard, Occasion.of(heard));
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

    /** In few statements for each step that one of them is at, however many they are. */
    private void follow(Handle transaction, List<Standing> taken, String heard, Occasion occasion) {
        taken.stream()
                .filter(standing -> saga.goesOn(standing, heard))
                .collect(Collectors.groupingBy(
                        Standing::step, Collectors.mapping(Standing::orderId, Collectors.toList())))
                .forEach((step, orderIds) -> {
                    Outcome outcome = saga.step(step).outcomes().get(heard);
                    if (outcome instanceof Next next) {
                        goOn(transaction, orderIds, saga.step(next.step()), occasion);
                    } else {
                        decide(transaction, step, orderIds, (Decision) outcome, occasion);
                    }
                });
    }

    private void decide(Handle transaction, String step, List<UUID> orderIds, Decision decision, Occasion occasion) {
        Move move = decision.move();
        moves.make(transaction, move, orderIds, decision.reason(), occasion, saga.undo(step, move));
        transaction.afterCommit(() -> decisions.made(orderIds));
    }

    private void goOn(Handle transaction, List<UUID> orderIds, Step next, Occasion occasion) {
        checkouts.goOn(transaction, orderIds, next.name(), clock.instant().plus(next.timeout()));
        ask(transaction, next, orders.all(transaction, orderIds), occasion);
    }
}
