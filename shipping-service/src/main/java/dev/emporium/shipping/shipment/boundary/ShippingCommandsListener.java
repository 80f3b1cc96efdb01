package dev.emporium.shipping.shipment.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import dev.emporium.shipping.shipment.control.Shipments;
import dev.emporium.shipping.shipment.entity.Item;
import dev.emporium.shipping.shipment.entity.Wish;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Hears what order-service wants to be sent, and not to be sent. */
public final class ShippingCommandsListener {
    public static final String TOPIC = "shipping.commands";

    private static final int LONGEST_METHOD = 50;

    private final Shipments shipments;
    private final ObjectMapper json;

    public ShippingCommandsListener(Shipments shipments, ObjectMapper json) {
        this.shipments = shipments;
        this.json = json;
    }

    /** The handlers by type of message. */
    public Map<String, MessageHandler> handlers() {
        return Map.of("shipment.create", this::create, "shipment.cancel", this::cancel);
    }

    private record Create(UUID orderId, UUID customerId, String method, LocalDate deliverOn, List<Line> lines) {
        /** @throws RuntimeException when it is nothing that could be sent */
        Wish wish() {
            Map<UUID, Long> quantities = new LinkedHashMap<>();
            for (Line line : lines) {
                if (line.quantity < 1) {
                    throw new IllegalArgumentException("a quantity is at least 1");
                }
                quantities.merge(Objects.requireNonNull(line.productId, "product_id"), line.quantity, Math::addExact);
            }
            if (quantities.isEmpty() || method.isEmpty() || method.length() > LONGEST_METHOD) {
                throw new IllegalArgumentException("there are lines, and a method of up to 50 characters");
            }
            return new Wish(
                    Objects.requireNonNull(orderId, "order_id"),
                    customerId,
                    method,
                    deliverOn,
                    quantities.entrySet().stream()
                            .map(line -> new Item(line.getKey(), line.getValue()))
                            .toList());
        }
    }

    private record Line(UUID productId, long quantity) {}

    private record Cancel(UUID orderId) {
        Cancel {
            Objects.requireNonNull(orderId, "order_id");
        }
    }

    private void create(Handle transaction, List<Message> messages) {
        Map<Message, Wish> wishes = new LinkedHashMap<>();
        messages.forEach(message -> wishes.put(message, message.read(json, Create.class, Create::wish)));
        shipments.create(transaction, wishes);
    }

    private void cancel(Handle transaction, List<Message> messages) {
        Set<UUID> orderIds = messages.stream()
                .map(message -> message.read(json, Cancel.class, Cancel::orderId))
                .collect(Collectors.toSet());
        shipments.cancel(transaction, messages, orderIds);
    }
}
