package dev.emporium.platform.messaging;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Applies messages of one type. What it does through the handle is committed together with the note that the messages
 * were applied; it therefore does nothing that a rollback cannot undo, and calls nobody. Messages come in batches, in
 * the order of their partition unless some of them had to wait; of a subject always in order, and each takes effect once.
 * Across partitions, and for what has waited, any order is possible, late ones included.
 */
@FunctionalInterface
public interface MessageHandler {
    /** @throws RuntimeException when the batch cannot be applied: it is tried again one by one */
    void handle(Handle transaction, List<Message> messages);

    /**
     * Whether it has anything to do with the message; one that it has not is passed over like those of other types, with no
     * transaction and no note. In doubt it has: what is at fault is found out when it is handled. Asks nobody.
     */
    default boolean concerns(Message message) {
        return true;
    }
}
