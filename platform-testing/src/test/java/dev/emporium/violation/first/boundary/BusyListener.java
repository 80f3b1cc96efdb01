package dev.emporium.violation.first.boundary;

import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Breaks the rule that a listener calls control only, and no test says what comes of what Kafka may bring. */
class BusyListener implements MessageHandler {
    @Override
    public void handle(Handle transaction, List<Message> messages) {
        transaction.execute("delete from shared");
    }
}
