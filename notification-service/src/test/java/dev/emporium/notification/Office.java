package dev.emporium.notification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.platform.Json;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.ServiceStub;
import dev.emporium.platform.testing.TestKafka;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import dev.emporium.platform.testing.TestTokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * One notification-service with all around it, for all tests: started when first asked for and gone with the JVM. What is
 * one test's own are its orders and customers.
 */
public final class Office {
    public static final String STAFF = "staff@emporium.example";
    public static final TestPostgres DATABASE = TestPostgres.create();
    public static final MailServer MAILS = new MailServer();
    public static final TestTokens TOKENS = new TestTokens();
    public static final SmsGateway TEXTS = new SmsGateway();
    /** Where orders' mails go: an address, or null for the customer's. */
    private static final Map<UUID, Delivery> DELIVERIES = new ConcurrentHashMap<>();

    private static final Map<UUID, String> CONTACTS = new ConcurrentHashMap<>();
    private static final Map<UUID, Runnable> WHEN_ASKED = new ConcurrentHashMap<>();
    private static volatile boolean ordersAway;
    private static final ServiceStub ORDERS = new ServiceStub("order-service", "/orders", Office::deliveries);
    private static final ServiceStub CUSTOMERS = new ServiceStub("customer-service", "/customers", Office::contact);
    private static final KafkaProducer<String, String> PRODUCER = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestKafka.bootstrapServers()), new StringSerializer(), new StringSerializer());
    public static final TestService<NotificationConfiguration> SERVICE = replica();
    public static final Jdbi JDBI = Jdbi.create(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password())
            .installPlugin(new PostgresPlugin());
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Office() {}

    /** @param email null: the customer's */
    private record Delivery(UUID customerId, String email, String locale) {}

    /** One more of it, on the same database. */
    public static TestService<NotificationConfiguration> replica() {
        return TestService.start(
                NotificationService.class,
                DATABASE,
                "kafka.bootstrapServers=" + TestKafka.bootstrapServers(),
                "tokens.jwksUrl=" + TOKENS.jwksUrl(),
                "serviceToken.url=" + CUSTOMERS.url() + "/tokens",
                "serviceToken.secret=0123456789abcdef",
                "orderService=" + ORDERS.url(),
                "customerService=" + CUSTOMERS.url(),
                "smtp.host=127.0.0.1",
                "smtp.port=" + MAILS.port(),
                "smtp.tls=off",
                "staffEmail=" + STAFF,
                "smsGateway=" + TEXTS.url());
    }

    private static String deliveries(URI asked) {
        List<UUID> orderIds = Arrays.stream(asked.getQuery().split("[=,]"))
                .skip(1)
                .map(UUID::fromString)
                .toList();
        orderIds.forEach(orderId -> WHEN_ASKED.getOrDefault(orderId, () -> {}).run());
        if (ordersAway) {
            throw ServiceStub.refusal(503);
        }
        ObjectNode answer = Json.mapper().createObjectNode();
        ArrayNode items = answer.putArray("items");
        orderIds.stream()
                .filter(DELIVERIES::containsKey)
                .forEach(orderId -> deliver(items.addObject(), orderId, DELIVERIES.get(orderId)));
        return answer.toString();
    }

    private static void deliver(ObjectNode answer, UUID orderId, Delivery delivery) {
        answer.put("order_id", orderId.toString());
        answer.put("customer_id", delivery.customerId == null ? null : delivery.customerId.toString());
        answer.put("email", delivery.email);
        answer.put("locale", delivery.locale);
        answer.putObject("shipping_address")
                .put("name", "Jo Doe")
                .put("line1", "12 St James's Square")
                .put("city", "London")
                .put("postal_code", "SW1Y 4JH")
                .put("country", "GB");
    }

    private static String contact(URI asked) {
        if (asked.getPath().endsWith("/tokens")) {
            return "{\"access_token\": \"a.b.c\", \"token_type\": \"Bearer\", \"expires_in\": 900}";
        }
        String customerId = asked.getPath().split("/")[2];
        String email = CONTACTS.get(UUID.fromString(customerId));
        if (email == null) {
            throw ServiceStub.refusal(404);
        }
        return "{\"customer_id\": \"%s\", \"email\": \"%s\", \"name\": \"Jo Doe\"}".formatted(customerId, email);
    }

    /** Done each time that somebody asks where the order's mails go. */
    public static void whenAsked(UUID orderId, Runnable action) {
        WHEN_ASKED.put(orderId, action);
    }

    public static void ordersAreAway(boolean away) {
        ordersAway = away;
    }

    /** An address that nobody had before. */
    public static String address(String prefix) {
        return prefix + UUID.randomUUID().toString().substring(0, 13) + "@example.com";
    }

    /** A guest's order, whose mails go there. */
    public static UUID order(String email) {
        return order(null, email, null);
    }

    /** @param email null: the customer's */
    public static UUID order(UUID customerId, String email, String locale) {
        UUID orderId = Uuid7.next();
        DELIVERIES.put(orderId, new Delivery(customerId, email, locale));
        return orderId;
    }

    public static UUID customer(String email) {
        UUID customerId = Uuid7.next();
        CONTACTS.put(customerId, email);
        return customerId;
    }

    /** What is erased there is known to nobody. */
    public static void erase(UUID id) {
        DELIVERIES.remove(id);
        CONTACTS.remove(id);
    }

    /** A message by the schema's own example, about this subject, with what the test changes. */
    public static String message(String type, UUID subject, Consumer<ObjectNode> change) {
        try {
            ObjectNode message = (ObjectNode) Json.mapper().readTree(EventContracts.example(type));
            ObjectNode data = (ObjectNode) message.get("data");
            message.put("id", Uuid7.next().toString());
            message.put("subject", subject.toString());
            for (String field : List.of("order_id", "customer_id", "product_id")) {
                if (data.has(field) && (!data.get(field).isNull() || field.equals("order_id"))) {
                    data.put(field, subject.toString());
                }
            }
            change.accept(message);
            return message.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String message(String type, UUID subject) {
        return message(type, subject, message -> {});
    }

    /** The order's, of whom it is and what it is told of in. */
    public static String placed(UUID orderId, UUID customerId, String locale) {
        return message("order.placed", orderId, message -> {
            ObjectNode data = (ObjectNode) message.get("data");
            data.put("customer_id", customerId == null ? null : customerId.toString());
            data.put("locale", locale);
            if (locale == null) {
                data.remove("locale");
            }
        });
    }

    public static void says(String topic, String message) {
        send(topic, message);
        PRODUCER.flush();
    }

    public static void send(String topic, String message) {
        PRODUCER.send(new ProducerRecord<>(topic, key(message), message));
    }

    private static String key(String message) {
        try {
            JsonNode subject = Json.mapper().readTree(message).path("subject");
            return subject.asText("nobody");
        } catch (IOException e) {
            return "nobody";
        }
    }

    /** Until all that was said before has been heard, on each of the topics: of a partition nothing overtakes. */
    public static void settle(String topic) throws Exception {
        UUID marker = customer(address("marker-"));
        int partitions = PRODUCER.partitionsFor(topic).size();
        for (int partition = 0; partition < partitions; partition++) {
            String heard = markerOf(topic, marker);
            UUID id = UUID.fromString(Json.mapper().readTree(heard).get("id").asText());
            PRODUCER.send(new ProducerRecord<>(topic, partition, marker.toString(), heard))
                    .get();
            await("select exists (select from inbox where message_id = '" + id + "')");
        }
    }

    private static String markerOf(String topic, UUID marker) throws ExecutionException {
        return switch (topic) {
            case "order.events" -> message("order.returned", marker);
            case "payment.events" -> message("payment.refunded", marker);
            case "shipping.events" -> message("shipment.dispatched", marker);
            case "product.events" -> message("stock.low", marker);
            default -> message("customer.registered", marker);
        };
    }

    /** What came back. */
    public record Reply(int status, JsonNode body, HttpResponse<String> response) {
        public String text(String pointer) {
            return body.at(pointer).asText();
        }
    }

    public static Reply as(UUID customerId, String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(SERVICE.uri("/notifications" + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (customerId != null) {
            request.header("Authorization", TOKENS.bearer(customerId, Role.CUSTOMER));
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), Json.mapper().readTree(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Until a query says true. */
    public static void await(String condition) {
        until(() -> {
            boolean holds = JDBI.withHandle(
                    handle -> handle.createQuery(condition).mapTo(Boolean.class).one());
            if (!holds) {
                throw new AssertionError("never: " + condition);
            }
        });
    }

    /** Until the assertion holds; its failure after a time that is long for any machine. */
    public static void until(ThrowingCallable assertion) {
        until(Duration.ofSeconds(60), assertion);
    }

    /** The same for what takes longer. */
    public static void until(Duration patience, ThrowingCallable assertion) {
        Instant end = Instant.now().plus(patience);
        while (true) {
            try {
                assertion.call();
                return;
            } catch (AssertionError e) {
                if (Instant.now().isAfter(end)) {
                    throw e;
                }
                JDBI.useHandle(handle -> handle.execute("select pg_sleep(0.02)"));
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What the service tells of itself. */
    public static String metrics() {
        try (InputStream in = SERVICE.admin("/metrics").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The notification's status, and why. */
    public static String status(UUID orderId, String kind) {
        return JDBI.withHandle(handle -> handle.createQuery(
                        """
                        select concat_ws(' ', status, reason) from notifications
                        where order_id = ? and kind = ? and channel = 'mail'
                        """)
                .bind(0, orderId)
                .bind(1, kind)
                .mapTo(String.class)
                .findOne()
                .orElse("none"));
    }
}
