package dev.emporium.order.checkout.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.order.checkout.control.Checkout;
import dev.emporium.order.checkout.entity.Saga;
import dev.emporium.order.ordering.entity.PaymentAction;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Hears what became of what checkouts have asked for. */
public final class AnswersListener {
    private final Checkout checkout;
    private final ObjectMapper json;

    public AnswersListener(Checkout checkout, ObjectMapper json) {
        this.checkout = checkout;
        this.json = json;
    }

    private record ActionRequired(URI url, Instant expiresAt) {
        PaymentAction action() {
            return new PaymentAction(Objects.requireNonNull(url), Objects.requireNonNull(expiresAt));
        }
    }

    public Set<String> topics() {
        return checkout.topics();
    }

    public Map<String, MessageHandler> handlers() {
        return checkout.answers().stream().collect(Collectors.toMap(Function.identity(), this::handler));
    }

    private MessageHandler handler(String type) {
        return (transaction, messages) -> {
            Map<UUID, PaymentAction> actions = type.equals(Saga.BUYER_ASKED) ? actions(messages) : Map.of();
            checkout.hear(transaction, type, byOrder(messages), actions);
        };
    }

    private Map<UUID, PaymentAction> actions(List<Message> messages) {
        Map<UUID, PaymentAction> actions = new LinkedHashMap<>();
        messages.forEach(message ->
                actions.put(message.subject(), message.read(json, ActionRequired.class, ActionRequired::action)));
        return actions;
    }

    private static Map<UUID, Message> byOrder(List<Message> messages) {
        Map<UUID, Message> byOrder = new LinkedHashMap<>();
        messages.forEach(message -> byOrder.put(message.subject(), message));
        return byOrder;
    }
}
