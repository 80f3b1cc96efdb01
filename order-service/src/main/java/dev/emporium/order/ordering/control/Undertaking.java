package dev.emporium.order.ordering.control;

import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.Move;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What is under way for an order until it is decided; ordering does not know what that is. */
@FunctionalInterface
public interface Undertaking {
    /**
     * Ends it with a move that people make, in the move's transaction, which has locked the order.
     *
     * @return what gives back all that it has asked for; nothing when nothing was under way
     */
    List<Command> end(Handle transaction, UUID orderId, Move move);
}
