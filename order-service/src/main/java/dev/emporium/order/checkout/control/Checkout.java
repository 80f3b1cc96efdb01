package dev.emporium.order.checkout.control;

import dev.emporium.order.checkout.entity.CheckoutRepository;
import dev.emporium.order.ordering.control.Moves;
import dev.emporium.order.ordering.entity.Move;
import dev.emporium.platform.messaging.Message;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The saga that takes an order from pending to its decision. Each step is a row of {@link CheckoutRepository}, ended in
 * the transaction of what follows from it, so that a crash at any point continues where it stopped. What answers come
 * too late, twice or for an order that is over finds no row and has no effect. Thread safe.
 */
public final class Checkout {
    private static final Logger LOGGER = LoggerFactory.getLogger(Checkout.class);
    private static final int SWEPT_AT_ONCE = 200;

    private final Jdbi jdbi;
    private final CheckoutRepository checkouts;
    private final Moves moves;
    private final Decisions decisions;
    private final Clock clock;

    public Checkout(Jdbi jdbi, CheckoutRepository checkouts, Moves moves, Decisions decisions, Clock clock) {
        this.jdbi = jdbi;
        this.checkouts = checkouts;
        this.moves = moves;
        this.decisions = decisions;
        this.clock = clock;
    }

    /** All that these orders asked for is set aside: there is nothing more to wait for. */
    public void stockReserved(Handle transaction, Map<UUID, Message> answers) {
        decide(transaction, Move.CONFIRM, answers, null);
    }

    /** Something that these orders asked for is not to be had. */
    public void stockRejected(Handle transaction, Map<UUID, Message> answers) {
        decide(transaction, Move.REJECT, answers, "out_of_stock");
    }

    private void decide(Handle transaction, Move move, Map<UUID, Message> answers, String reason) {
        List<UUID> waiting = checkouts.endAwaitingStock(transaction, answers.keySet());
        if (!waiting.isEmpty()) {
            answers.keySet().retainAll(waiting);
            String cause = answers.values().iterator().next().type();
            moves.make(transaction, move, answers, reason, cause);
            transaction.afterCommit(() -> decisions.made(waiting));
        }
    }

    /** Rejects what was not decided in time; runs again and again, on every replica. */
    public void rejectOverdue() {
        while (sweep() == SWEPT_AT_ONCE) {
            LOGGER.info("More checkouts are overdue");
        }
    }

    private int sweep() {
        return jdbi.inTransaction(transaction -> {
            List<UUID> overdue = checkouts.endOverdue(transaction, clock.instant(), SWEPT_AT_ONCE);
            if (!overdue.isEmpty()) {
                moves.make(transaction, Move.REJECT, overdue, "timed_out", "timed out");
                transaction.afterCommit(() -> decisions.made(overdue));
            }
            return overdue.size();
        });
    }
}
