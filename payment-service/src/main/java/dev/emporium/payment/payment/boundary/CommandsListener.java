package dev.emporium.payment.payment.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.payment.payment.control.Authorisation;
import dev.emporium.payment.payment.control.Commands;
import dev.emporium.payment.payment.control.RefundWish;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Hears what order-service wants done with payments. */
public final class CommandsListener {
    public static final String TOPIC = "payment.commands";

    private final Commands commands;
    private final ObjectMapper json;

    public CommandsListener(Commands commands, ObjectMapper json) {
        this.commands = commands;
        this.json = json;
    }

    /** The handlers by type of message. */
    public Map<String, MessageHandler> handlers() {
        return Map.of(
                "payment.authorise",
                this::authorise,
                "payment.capture",
                (transaction, messages) -> commands.capture(transaction, orderIds(messages)),
                "payment.void",
                (transaction, messages) -> commands.letGo(transaction, orderIds(messages)),
                "payment.refund",
                this::refund);
    }

    private record Order(UUID orderId) {
        Order {
            Objects.requireNonNull(orderId, "order_id");
        }
    }

    private void authorise(Handle transaction, List<Message> messages) {
        Map<Message, Authorisation> wanted = new LinkedHashMap<>();
        messages.forEach(message -> wanted.put(message, message.read(json, Authorisation.class)));
        commands.authorise(transaction, wanted);
    }

    private void refund(Handle transaction, List<Message> messages) {
        Map<Message, RefundWish> wanted = new LinkedHashMap<>();
        messages.forEach(message -> wanted.put(message, message.read(json, RefundWish.class)));
        commands.refund(transaction, wanted);
    }

    private Set<UUID> orderIds(Collection<Message> messages) {
        return messages.stream()
                .map(message -> message.read(json, Order.class, Order::orderId))
                .collect(Collectors.toSet());
    }
}
