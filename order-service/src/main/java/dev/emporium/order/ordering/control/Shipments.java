package dev.emporium.order.ordering.control;

import dev.emporium.order.ordering.entity.Move;
import dev.emporium.platform.messaging.Message;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Lets orders follow their shipments. Between a dispatch and a cancellation shipping-service decides, and says which it
 * was: whatever follows is a move, so what comes twice or too late finds the order elsewhere and has no effect. Thread
 * safe.
 */
public final class Shipments {
    private final Moves moves;

    public Shipments(Moves moves) {
        this.moves = moves;
    }

    /** The types of message from which something follows. */
    public Set<String> answers() {
        return Move.FOLLOWING_SHIPMENTS.keySet();
    }

    /** @param answers by order; all of the type */
    public void hear(Handle transaction, String type, Map<UUID, Message> answers) {
        moves.make(
                transaction,
                Move.FOLLOWING_SHIPMENTS.get(type),
                answers.keySet(),
                Occasion.of("shipping", type, answers));
    }

    /**
     * Calls the shipments of those of the orders back that are confirmed: their money is not held any more.
     *
     * @param reasons by order; all of the type
     */
    public void recall(Handle transaction, String type, Map<UUID, Message> reasons) {
        moves.recall(transaction, reasons.keySet(), Occasion.of("payment", type, reasons));
    }
}
