package dev.emporium.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.order.Client.Reply;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.TestKafka;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import dev.emporium.platform.testing.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * One order-service with all around it, and how it is spoken to, for all tests that need no other. Started when first asked
 * for and gone with the JVM.
 */
public final class OrderHouse {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TestPostgres DATABASE = TestPostgres.create();
    public static final HttpClient HTTP = HttpClient.newHttpClient();
    public static final Shop SHOP = new Shop(TestKafka.bootstrapServers());
    public static final TestTokens TOKENS = new TestTokens();
    public static final String STAFF = TOKENS.bearer(UUID.randomUUID(), Role.STAFF);
    public static final TestService<OrderConfiguration> SERVICE = TestService.start(
            OrderService.class,
            DATABASE,
            "kafka.bootstrapServers=" + TestKafka.bootstrapServers(),
            "productService=" + SHOP.productsUrl(),
            "cartService=" + SHOP.cartsUrl(),
            "shippingService=" + SHOP.shipmentsUrl(),
            "tokens.jwksUrl=" + TOKENS.jwksUrl(),
            "limits.guestOrdersPerHour=10000",
            "limits.guestPiecesPerHour=100000");
    public static final Jdbi JDBI =
            Jdbi.create(DATABASE.jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());

    /** All of an order but what is ordered. */
    public static final String BUYER =
            """
            "shipping_address":{"name":"Ada","line1":"Main Street 1","city":"Berlin","postal_code":"10115","country":"DE"},
            "payment":{"method":"card","token":"tok_visa"},"email":"ada@emporium.example"
            """;

    /** All have joined their groups by then and loaded what they need: no answer that is waited for comes too late by that. */
    static {
        Reply placed;
        do {
            placed = order(key(), items(SHOP.sells("1.00"), 1), "wait=0");
        } while (placed.status() == 503);
        awaitStatus(placed.text("/order_id"), "confirmed");
    }

    private OrderHouse() {}

    public static Client guest() {
        return new Client(SERVICE);
    }

    public static Client as(UUID id, Role role) {
        return guest().with("Authorization", TOKENS.bearer(id, role));
    }

    public static String key() {
        return UUID.randomUUID().toString();
    }

    /** Products and how many of each, in turn. */
    public static String items(Object... productsAndQuantities) {
        Map<Object, Object> items = new LinkedHashMap<>();
        for (int i = 0; i < productsAndQuantities.length; i += 2) {
            items.put(productsAndQuantities[i], productsAndQuantities[i + 1]);
        }
        return "{\"items\":["
                + String.join(
                        ",",
                        items.entrySet().stream()
                                .map(item -> "{\"product_id\":\"%s\",\"quantity\":%s}"
                                        .formatted(item.getKey(), item.getValue()))
                                .toList())
                + "]," + BUYER + "}";
    }

    /** Tells that the product is another now, and returns when the service has heard of it. */
    public static void tells(UUID product) {
        SHOP.tells(product.toString(), EventContracts.example("product.changed"));
        // would cost more than expected, so nothing is ordered by it
        String probe = items(product, 1)
                .replaceFirst("\\{", "{\"expected_total\":{\"amount\":\"0.01\",\"currency\":\"EUR\"},");
        int before = SHOP.questions();
        Instant end = Instant.now().plusSeconds(60);
        do {
            order(key(), probe);
        } while (SHOP.questions() == before && Instant.now().isBefore(end));
    }

    public static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(SERVICE.uri(path)).header("Content-Type", "application/json");
    }

    public static Reply send(HttpRequest request) {
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response, JSON.readTree(response.body()));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As staff, who see everything. */
    public static Reply get(String path) {
        return get(path, STAFF);
    }

    public static Reply get(String path, String authorization) {
        return send(to(path).header("Authorization", authorization).GET().build());
    }

    public static Reply order(String key, String body) {
        return order(key, body, "wait=10");
    }

    public static Reply order(String key, String body, String prefer) {
        return guest().with("Idempotency-Key", key).with("Prefer", prefer).send("POST", "/orders/", body);
    }

    public static Reply orderAs(String authorization, String key, String body) {
        return guest().with("Authorization", authorization).order(key, body);
    }

    /** The id of an order of one thing that is confirmed. */
    public static String confirmed() {
        String id = order(key(), items(SHOP.sells("5.00"), 1)).text("/order_id");
        awaitStatus(id, "confirmed");
        return id;
    }

    public static Reply setStatus(String orderId, String status) {
        return setStatus(orderId, status, STAFF);
    }

    public static Reply setStatus(String orderId, String status, String authorization) {
        return guest().with("Authorization", authorization)
                .with("Prefer", "wait=10")
                .send("PUT", "/orders/" + orderId + "/status", "{\"status\":\"" + status + "\"}");
    }

    public static Reply cancel(String orderId, String authorization) {
        return guest().with("Authorization", authorization)
                .with("Prefer", "wait=10")
                .send("POST", "/orders/" + orderId + "/cancellation", null);
    }

    /** Has its parcel sent, and waits until that is known. */
    public static void ship(String orderId) {
        awaitDecision(orderId);
        SHOP.says("shipment.dispatched", orderId);
        awaitStatus(orderId, "shipped");
    }

    /** Has its parcel sent and delivered, and waits until that is known. */
    public static void deliver(String orderId) {
        awaitDecision(orderId);
        SHOP.says("shipment.dispatched", orderId);
        SHOP.says("shipment.delivered", orderId);
        awaitStatus(orderId, "delivered");
    }

    /** Whoever it waits for has had time enough. */
    public static void timesOut(String orderId) {
        JDBI.useHandle(
                handle -> handle.execute("update checkouts set deadline = now() where order_id = ?::uuid", orderId));
        awaitStatus(orderId, "rejected");
    }

    private static void awaitDecision(String orderId) {
        await("select status <> 'pending' from orders where order_id = '" + orderId + "'");
    }

    public static void awaitStatus(String orderId, String status) {
        await("select status = '" + status + "' from orders where order_id = '" + orderId + "'");
    }

    public static Reply poll(String path, Predicate<JsonNode> until) {
        Instant end = Instant.now().plusSeconds(60);
        Reply reply;
        do {
            reply = get(path);
            JDBI.useHandle(handle -> handle.execute("select pg_sleep(0.02)"));
        } while (!until.test(reply.body()) && Instant.now().isBefore(end));
        return reply;
    }

    /** Until a query says true. */
    public static void await(String condition) {
        Instant end = Instant.now().plusSeconds(60);
        while (!Boolean.TRUE.equals(JDBI.withHandle(
                handle -> handle.createQuery(condition).mapTo(Boolean.class).one()))) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("never: " + condition);
            }
            JDBI.useHandle(handle -> handle.execute("select pg_sleep(0.02)"));
        }
    }

    public static List<String> typesOf(List<String> messages) {
        return messages.stream().map(OrderHouse::type).toList();
    }

    private static String type(String message) {
        try {
            return JSON.readTree(message).get("type").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The commands about an order, once so many have come. */
    public static List<String> commandsFor(String orderId, int expected) {
        Instant end = Instant.now().plusSeconds(60);
        List<String> commands;
        do {
            commands = SHOP.commandsFor(orderId);
            JDBI.useHandle(handle -> handle.execute("select pg_sleep(0.02)"));
        } while (commands.size() < expected && Instant.now().isBefore(end));
        return commands;
    }

    /** So many messages with that key. */
    public static List<String> listenTo(String topic, String key, int messages) {
        List<String> heard = new ArrayList<>();
        Instant end = Instant.now().plusSeconds(60);
        try (var consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        (Object) TestKafka.bootstrapServers(),
                        "group.id",
                        key,
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (heard.size() < messages && Instant.now().isBefore(end)) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (key.equals(record.key())) {
                        heard.add(record.value());
                    }
                });
            }
        }
        return heard;
    }
}
