package dev.emporium.product.stock.boundary;

import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import dev.emporium.product.stock.control.Watching;
import java.util.Map;

/** Hears that accounts are deleted, and has forgotten what their customers wait for. */
public final class CustomerEventsListener {
    public static final String TOPIC = "customer.events";

    private final Watching watching;

    public CustomerEventsListener(Watching watching) {
        this.watching = watching;
    }

    public Map<String, MessageHandler> handlers() {
        return Map.of(
                "customer.deleted",
                (transaction, messages) -> watching.erase(
                        transaction, messages.stream().map(Message::subject).toList()));
    }
}
