package dev.emporium.order.ordering.boundary;

import dev.emporium.order.ordering.control.Erasure;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;

/** Hears that accounts are deleted. */
public final class CustomerEventsListener {
    public static final String TOPIC = "customer.events";

    private final Erasure erasure;
    private final BiConsumer<Handle, List<UUID>> more;

    /** @param more what else is erased of these customers, in the same transaction and after their orders */
    public CustomerEventsListener(Erasure erasure, BiConsumer<Handle, List<UUID>> more) {
        this.erasure = erasure;
        this.more = more;
    }

    public Map<String, MessageHandler> handlers() {
        return Map.of("customer.deleted", (transaction, messages) -> {
            List<UUID> customerIds = messages.stream().map(Message::subject).toList();
            erasure.erase(transaction, customerIds);
            more.accept(transaction, customerIds);
        });
    }
}
