package dev.emporium.cart.cart.boundary;

import dev.emporium.cart.cart.control.CartErasure;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Hears that accounts are deleted, and has their carts deleted. */
public final class CustomerEventsListener implements MessageHandler {
    public static final String TOPIC = "customer.events";

    private final CartErasure erasure;

    public CustomerEventsListener(CartErasure erasure) {
        this.erasure = erasure;
    }

    @Override
    public void handle(Handle transaction, List<Message> messages) {
        erasure.erase(transaction, messages.stream().map(Message::subject).toList());
    }
}
