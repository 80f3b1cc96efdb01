package dev.emporium.order.checkout.boundary;

import dev.emporium.order.checkout.control.Checkout;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Hears what became of what checkouts have asked for. */
public final class AnswersListener {
    private final Checkout checkout;

    public AnswersListener(Checkout checkout) {
        this.checkout = checkout;
    }

    public Set<String> topics() {
        return checkout.topics();
    }

    public Map<String, MessageHandler> handlers() {
        return checkout.answers().stream().collect(Collectors.toMap(Function.identity(), this::handler));
    }

    private MessageHandler handler(String type) {
        return (transaction, messages) -> checkout.hear(transaction, type, byOrder(messages));
    }

    private static Map<UUID, Message> byOrder(List<Message> messages) {
        Map<UUID, Message> byOrder = new LinkedHashMap<>();
        messages.forEach(message -> byOrder.put(message.subject(), message));
        return byOrder;
    }
}
