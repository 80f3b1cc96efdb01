package dev.emporium.payment.payment.boundary;

import dev.emporium.payment.payment.control.Erasure;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.Map;

/** Hears that accounts are deleted. */
public final class CustomerEventsListener {
    public static final String TOPIC = "customer.events";

    private final Erasure erasure;

    public CustomerEventsListener(Erasure erasure) {
        this.erasure = erasure;
    }

    public Map<String, MessageHandler> handlers() {
        return Map.of(
                "customer.deleted",
                (transaction, messages) -> erasure.erase(
                        transaction, messages.stream().map(Message::subject).toList()));
    }
}
