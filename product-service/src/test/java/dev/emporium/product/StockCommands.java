package dev.emporium.product;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.platform.Json;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.product.search.control.Listings;
import dev.emporium.product.search.entity.ListingRepository;
import dev.emporium.product.stock.boundary.CustomerEventsListener;
import dev.emporium.product.stock.boundary.StockCommandsListener;
import dev.emporium.product.stock.control.BackInStock;
import dev.emporium.product.stock.control.LowStock;
import dev.emporium.product.stock.control.Reservations;
import dev.emporium.product.stock.control.StockCounts;
import dev.emporium.product.stock.control.Watching;
import dev.emporium.product.stock.entity.ReservationRepository;
import dev.emporium.product.stock.entity.StockRepository;
import dev.emporium.product.stock.entity.WatcherRepository;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The listener for commands, fed in transactions as the consumer feeds it; its answers stay in the outbox. */
public final class StockCommands {
    public static final int LOW_STOCK_THRESHOLD = 5;

    private static final ObjectMapper JSON = Json.mapper();

    private final Jdbi jdbi;
    private final Map<String, MessageHandler> handlers;

    public StockCommands(Jdbi jdbi) {
        this(jdbi, productIds -> {});
    }

    /** @param changed told of products once fewer of them can be ordered */
    public StockCommands(Jdbi jdbi, Consumer<Collection<UUID>> changed) {
        this.jdbi = jdbi;
        Outbox outbox = new Outbox("product-service", JSON, Clock.systemUTC(), () -> {});
        StockRepository stock = new StockRepository();
        WatcherRepository watchers = new WatcherRepository();
        Reservations reservations = new Reservations(
                new ReservationRepository(),
                stock,
                outbox,
                new LowStock(stock, outbox, LOW_STOCK_THRESHOLD),
                new Listings(new ListingRepository(JSON)),
                new BackInStock(watchers, outbox),
                new StockCounts(new PrometheusRegistry()),
                changed);
        this.handlers = new HashMap<>(new StockCommandsListener(reservations, JSON).handlers());
        this.handlers.putAll(new CustomerEventsListener(new Watching(jdbi, watchers, Clock.systemUTC())).handlers());
    }

    public static Message reserve(UUID orderId, Map<UUID, ? extends Number> quantities) {
        return withLines("stock.reserve", orderId, quantities);
    }

    /** Something of the order has come back. */
    public static Message restock(UUID orderId, Map<UUID, ? extends Number> quantities) {
        return withLines("stock.restock", orderId, quantities);
    }

    private static Message withLines(String type, UUID orderId, Map<UUID, ? extends Number> quantities) {
        ObjectNode data = JSON.createObjectNode().put("order_id", orderId.toString());
        ArrayNode lines = data.putArray("lines");
        quantities.forEach((productId, quantity) ->
                lines.addObject().put("product_id", productId.toString()).put("quantity", quantity.longValue()));
        return message(type, orderId, data);
    }

    /** {@code stock.commit}, {@code stock.release} or {@code stock.restock}. */
    public static Message about(String type, UUID orderId) {
        return message(type, orderId, JSON.createObjectNode().put("order_id", orderId.toString()));
    }

    public static Message message(String type, UUID subject, JsonNode data) {
        return new Message(
                "1.0",
                Uuid7.next(),
                "/order-service",
                type,
                subject,
                Instant.now(),
                "application/json",
                "test",
                null,
                data);
    }

    public void send(Message... messages) {
        send(List.of(messages));
    }

    /** All of one type, in one transaction. */
    public void send(List<Message> messages) {
        jdbi.useTransaction(transaction -> send(transaction, messages.toArray(Message[]::new)));
    }

    /** The same in a transaction that goes on. */
    public void send(Handle transaction, Message... messages) {
        handlers.get(messages[0].type()).handle(transaction, List.of(messages));
    }

    /** What was answered to the order, or told of the product, as it goes to Kafka. */
    public List<String> answers(UUID orderId) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select message from outbox where key = :key order by position")
                        .bind("key", orderId.toString())
                        .mapTo(String.class)
                        .list());
    }

    /** The types of what was answered to the order. */
    public List<String> answerTypes(UUID orderId) {
        return answers(orderId).stream()
                .map(answer -> read(answer).path("type").asText())
                .toList();
    }

    public static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
