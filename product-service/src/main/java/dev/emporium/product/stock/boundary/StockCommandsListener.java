package dev.emporium.product.stock.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import dev.emporium.product.stock.control.Reservations;
import dev.emporium.product.stock.entity.Demand;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Hears what order-service wants of the stock. */
public final class StockCommandsListener {
    public static final String TOPIC = "product.commands";

    private final Reservations reservations;
    private final ObjectMapper json;

    public StockCommandsListener(Reservations reservations, ObjectMapper json) {
        this.reservations = reservations;
        this.json = json;
    }

    /** The handlers by type of message. */
    public Map<String, MessageHandler> handlers() {
        return Map.of(
                "stock.reserve",
                this::reserve,
                "stock.commit",
                (transaction, messages) -> reservations.commit(transaction, orderIds(messages)),
                "stock.release",
                (transaction, messages) -> reservations.release(transaction, orderIds(messages)),
                "stock.restock",
                this::restock);
    }

    private record Order(UUID orderId) {
        Order {
            Objects.requireNonNull(orderId, "order_id");
        }
    }

    private record Wish(UUID orderId, List<Line> lines) {
        /** @throws RuntimeException when it asks for nothing, less than nothing or more than can be counted */
        Demand demand() {
            Map<UUID, Long> quantities = new LinkedHashMap<>();
            for (Line line : lines) {
                if (line.quantity < 1) {
                    throw new IllegalArgumentException("a quantity is at least 1");
                }
                quantities.merge(Objects.requireNonNull(line.productId, "product_id"), line.quantity, Math::addExact);
            }
            return new Demand(Objects.requireNonNull(orderId, "order_id"), quantities);
        }
    }

    private record Line(UUID productId, long quantity) {}

    /** @param lines what came back; null for all that is left of the order */
    private record Return(UUID orderId, List<Line> lines) {
        Demand demand() {
            return lines == null ? null : new Wish(orderId, lines).demand();
        }

        Return {
            Objects.requireNonNull(orderId, "order_id");
        }
    }

    private void reserve(Handle transaction, List<Message> messages) {
        Map<Message, Demand> demands = new LinkedHashMap<>();
        messages.forEach(message -> demands.put(message, message.read(json, Wish.class, Wish::demand)));
        reservations.answer(transaction, demands);
    }

    private void restock(Handle transaction, List<Message> messages) {
        List<Demand> parts = new ArrayList<>();
        Set<UUID> wholes = new HashSet<>();
        for (Message message : messages) {
            Demand part = message.read(json, Return.class, Return::demand);
            if (part == null) {
                wholes.add(message.read(json, Order.class, Order::orderId));
            } else {
                parts.add(part);
            }
        }
        // in whatever order they came: all that is left is what the parts leave
        reservations.restockParts(transaction, parts);
        reservations.restock(transaction, wholes);
    }

    private Set<UUID> orderIds(Collection<Message> messages) {
        return messages.stream()
                .map(message -> message.read(json, Order.class, Order::orderId))
                .collect(Collectors.toSet());
    }
}
