package dev.emporium.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.ServiceStub;
import dev.emporium.platform.testing.TestKafka;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestRecords;
import dev.emporium.platform.testing.TestService;
import dev.emporium.platform.testing.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * The running service with its own database, the broker, and stubs of order-service, which knows the address of every order
 * but those that a test has hidden, and of customer-service's tokens. For all tests, each with orders of its own.
 */
public final class Depot {
    public static final String ADDRESS_LINE = "12 St James's Square";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String ROOT = "/shop/shipments";
    private static final String ADDRESS =
            """
            {"name": "Jo Doe", "line1": "%s", "line2": null, "city": "London", "region": null,
             "postal_code": "SW1Y 4JH", "country": "GB"}
            """
                    .formatted(ADDRESS_LINE);
    private static final Set<UUID> HIDDEN = ConcurrentHashMap.newKeySet();
    private static final TestPostgres POSTGRES = TestPostgres.create();
    private static final ServiceStub ORDERS = new ServiceStub("order-service", "/orders", Depot::deliveries);
    private static final ServiceStub CUSTOMERS = new ServiceStub(
            "customer-service",
            "/customers",
            request -> "{\"access_token\": \"t\", \"token_type\": \"Bearer\", \"expires_in\": 900}");
    private static final KafkaProducer<String, String> PRODUCER = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestKafka.bootstrapServers()), new StringSerializer(), new StringSerializer());

    public static final TestTokens TOKENS = new TestTokens();
    public static final TestService<ShippingConfiguration> SERVICE = TestService.start(
            ShippingService.class,
            POSTGRES,
            "rootPath=" + ROOT,
            "kafka.bootstrapServers=" + TestKafka.bootstrapServers(),
            "orderService=" + ORDERS.url(),
            "serviceToken.url=" + CUSTOMERS.url() + "/tokens",
            "serviceToken.secret=a-secret",
            "tokens.jwksUrl=" + TOKENS.jwksUrl());
    public static final Jdbi DATABASE = Jdbi.create(POSTGRES.jdbcUrl(), POSTGRES.user(), POSTGRES.password())
            .installPlugin(new PostgresPlugin());
    public static final String[] STAFF = as(UUID.randomUUID(), Role.STAFF);

    private Depot() {}

    /** What came back. */
    public record Reply(int status, JsonNode body, HttpResponse<String> response) {
        public String text(String pointer) {
            return body.at(pointer).asText();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }

    private static String deliveries(URI request) {
        return Arrays.stream(request.getQuery().split("[=,]"))
                .skip(1)
                .map(UUID::fromString)
                .filter(orderId -> !HIDDEN.contains(orderId))
                .map(orderId ->
                        """
                        {"order_id": "%s", "customer_id": null, "email": null, "locale": null, "shipping_address": %s}
                        """
                                .formatted(orderId, ADDRESS))
                .collect(Collectors.joining(",", "{\"items\": [", "], \"next\": null}"));
    }

    /** From now on order-service does not know where this order goes. */
    public static void hide(UUID orderId) {
        HIDDEN.add(orderId);
    }

    /** The header of somebody who has signed in. */
    public static String[] as(UUID id, Role... roles) {
        return new String[] {"Authorization", TOKENS.bearer(id, roles)};
    }

    /** @param headers name, value, name, value ... */
    public static Reply get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public static Reply send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(SERVICE.uri(ROOT + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), JSON.readTree(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Staff move a shipment. */
    public static Reply move(String shipmentId, String status) {
        return send("PUT", "/" + shipmentId + "/status", "{\"status\": \"" + status + "\"}", STAFF);
    }

    /** The shipment of an order as staff see it; missing when there is none. */
    public static JsonNode shipmentOf(UUID orderId) {
        return get("/?order_id=" + orderId, STAFF).body().at("/items/0");
    }

    /** An order of two mugs is to be sent. */
    public static String create(UUID messageId, UUID orderId, UUID customerId) {
        ObjectNode data = JSON.createObjectNode()
                .put("order_id", orderId.toString())
                .put("customer_id", customerId == null ? null : customerId.toString())
                .put("method", "standard")
                .put("deliver_on", "2030-01-31");
        data.putArray("lines")
                .addObject()
                .put("product_id", "0193b3a0-0000-7000-8000-0000000000b1")
                .put("quantity", 2);
        return message("shipment.create", messageId, orderId, data);
    }

    public static String cancel(UUID messageId, UUID orderId) {
        return message(
                "shipment.cancel", messageId, orderId, JSON.createObjectNode().put("order_id", orderId.toString()));
    }

    private static String message(String type, UUID messageId, UUID subject, ObjectNode data) {
        try {
            ObjectNode message = (ObjectNode) JSON.readTree(EventContracts.example(type));
            message.put("id", messageId.toString()).put("subject", subject.toString());
            message.set("data", data);
            assertThat(EventContracts.violations(message.toString())).isEmpty();
            return message.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command comes; all on one partition. */
    public static void hears(String command) {
        PRODUCER.send(new ProducerRecord<>("shipping.commands", 0, "key", command));
    }

    /** An account is deleted, as customer-service tells of it. */
    public static String deletion(UUID customerId) {
        return message(
                "customer.deleted",
                Uuid7.next(),
                customerId,
                JSON.createObjectNode().put("customer_id", customerId.toString()));
    }

    /** What is said of accounts; all on one partition. */
    public static void hearsOfAccounts(String message) {
        PRODUCER.send(new ProducerRecord<>("customer.events", 0, "key", message));
    }

    /** What was told of the order, once that is so much; every message is as it is agreed. */
    public static List<JsonNode> events(UUID orderId, int atLeast) {
        return TestRecords.of(TestKafka.bootstrapServers(), "shipping.events", atLeast, record -> orderId.toString()
                        .equals(new String(record.key(), StandardCharsets.UTF_8)))
                .stream()
                .map(record -> {
                    String text = new String(record.value(), StandardCharsets.UTF_8);
                    assertThat(EventContracts.violations(text)).as(text).isEmpty();
                    try {
                        return JSON.readTree(text);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    /** Their types. */
    public static List<String> told(UUID orderId, int atLeast) {
        return events(orderId, atLeast).stream()
                .map(event -> event.path("type").asText())
                .toList();
    }
}
