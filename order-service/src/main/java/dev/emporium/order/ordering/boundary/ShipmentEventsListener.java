package dev.emporium.order.ordering.boundary;

import dev.emporium.order.ordering.control.Shipments;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Hears what became of shipments. */
public final class ShipmentEventsListener {
    public static final String TOPIC = "shipping.events";

    private final Shipments shipments;

    public ShipmentEventsListener(Shipments shipments) {
        this.shipments = shipments;
    }

    public Map<String, MessageHandler> handlers() {
        return shipments.answers().stream().collect(Collectors.toMap(Function.identity(), this::handler));
    }

    private MessageHandler handler(String type) {
        return (transaction, messages) -> shipments.hear(transaction, type, byOrder(messages));
    }

    private static Map<UUID, Message> byOrder(List<Message> messages) {
        Map<UUID, Message> byOrder = new LinkedHashMap<>();
        messages.forEach(message -> byOrder.put(message.subject(), message));
        return byOrder;
    }
}
