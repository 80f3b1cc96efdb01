package dev.emporium.order.ordering.control;

import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.Outgoing;
import java.util.Map;
import java.util.UUID;

/**
 * What makes orders go on.
 *
 * @param actor who does, as their histories say
 * @param cause what makes them, likewise
 * @param messages the message that asks for it, by order: its request id and trace go on; none where somebody asks, or
 *     time runs out
 */
public record Occasion(String actor, String cause, Map<UUID, Message> messages) {

    public static Occasion of(String actor, String cause) {
        return new Occasion(actor, cause, Map.of());
    }

    /** A command as a message. */
    public Outgoing outgoing(Command command, Order order) {
        return outgoing(
                command.topic(), command.type(), order.orderId(), command.data().apply(order));
    }

    Outgoing outgoing(String topic, String type, UUID orderId, Object data) {
        Message asking = messages.get(orderId);
        return asking == null
                ? Outgoing.of(topic, type, orderId, data)
                : Outgoing.inReplyTo(asking, topic, type, orderId, data);
    }
}
