package dev.emporium.product.stock.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.messaging.Outgoing;
import dev.emporium.product.stock.control.Reservations;
import dev.emporium.product.stock.entity.Demand;
import dev.emporium.product.stock.entity.Reservation;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Hears what order-service wants of the stock, and answers each wish to reserve. */
public final class StockCommandsListener {
    public static final String TOPIC = "product.commands";
    private static final String ANSWERS = "product.events";

    private final Reservations reservations;
    private final Outbox outbox;
    private final ObjectMapper json;

    public StockCommandsListener(Reservations reservations, Outbox outbox, ObjectMapper json) {
        this.reservations = reservations;
        this.outbox = outbox;
        this.json = json;
    }

    /** The handlers by type of message. */
    public Map<String, MessageHandler> handlers() {
        return Map.of(
                "stock.reserve", this::reserve,
                "stock.commit", (transaction, messages) -> reservations.commit(transaction, orderIds(messages)),
                "stock.release", (transaction, messages) -> reservations.release(transaction, orderIds(messages)),
                "stock.restock", (transaction, messages) -> reservations.restock(transaction, orderIds(messages)));
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

    private record Reserved(UUID orderId) {}

    private record Rejected(UUID orderId, String reason, List<UUID> productIds) {}

    private void reserve(Handle transaction, List<Message> messages) {
        Map<Message, Demand> demands = new LinkedHashMap<>();
        messages.forEach(message -> demands.put(message, message.read(json, Wish.class, Wish::demand)));
        Map<UUID, Reservation> made = reservations.reserve(transaction, demands.values());
        outbox.add(
                transaction,
                demands.entrySet().stream()
                        .map(asked ->
                                answer(asked.getKey(), made.get(asked.getValue().orderId())))
                        .filter(Objects::nonNull)
                        .toList());
    }

    /** What became of the wish; nothing for an order that went on without waiting for it. */
    private static Outgoing answer(Message wish, Reservation reservation) {
        UUID orderId = reservation.orderId();
        return switch (reservation.state()) {
            case RESERVED -> Outgoing.inReplyTo(wish, ANSWERS, "stock.reserved", orderId, new Reserved(orderId));
            case REJECTED ->
                Outgoing.inReplyTo(
                        wish,
                        ANSWERS,
                        "stock.rejected",
                        orderId,
                        new Rejected(orderId, "out_of_stock", reservation.refusedProducts()));
            case COMMITTED, RELEASED -> null;
        };
    }

    private Set<UUID> orderIds(Collection<Message> messages) {
        return messages.stream()
                .map(message -> message.read(json, Order.class, Order::orderId))
                .collect(Collectors.toSet());
    }
}
