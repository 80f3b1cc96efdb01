package dev.emporium.order.ordering.control;

import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.platform.Origin;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.Outgoing;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What makes orders go on.
 *
 * @param actor who does, as their histories say
 * @param cause what makes them, likewise
 * @param origins what goes on with it, by order; none where somebody asks for it now
 */
public record Occasion(String actor, String cause, Map<UUID, Origin> origins) {

    public static Occasion of(String actor, String cause) {
        return new Occasion(actor, cause, Map.of());
    }

    /** @param messages that ask for it, by order */
    public static Occasion of(String actor, String cause, Map<UUID, Message> messages) {
        return new Occasion(
                actor,
                cause,
                messages.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, message -> message.getValue()
                        .origin())));
    }

    /** Where what is done for the order comes from. */
    public Origin origin(UUID orderId) {
        return origins.getOrDefault(orderId, Origin.present());
    }

    /** A command as a message. */
    public Outgoing outgoing(Command command, Order order) {
        return outgoing(
                command.topic(), command.type(), order.orderId(), command.data().apply(order));
    }

    Outgoing outgoing(String topic, String type, UUID orderId, Object data) {
        return Outgoing.of(origin(orderId), topic, type, orderId, data);
    }
}
