package dev.emporium.order.ordering.boundary;

import dev.emporium.order.ordering.control.Shipments;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Hears that money is not held any more. */
public final class PaymentEventsListener {
    public static final String TOPIC = "payment.events";

    private static final String VOIDED = "payment.voided";

    private final Shipments shipments;

    public PaymentEventsListener(Shipments shipments) {
        this.shipments = shipments;
    }

    public Map<String, MessageHandler> handlers() {
        return Map.of(VOIDED, (transaction, messages) -> shipments.recall(transaction, VOIDED, byOrder(messages)));
    }

    private static Map<UUID, Message> byOrder(List<Message> messages) {
        return messages.stream()
                .collect(Collectors.toMap(Message::subject, Function.identity(), (first, again) -> first));
    }
}
