package dev.emporium.payment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.local.Processes;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.TestKafka;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import dev.emporium.platform.testing.TestTokens;
import dev.emporium.simulators.PaymentProviderSimulator;
import dev.emporium.simulators.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/** The running payment service with its database, a broker and the simulated provider: one for all tests of the module. */
public final class Till {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static Till shared;

    public final TestTokens tokens = new TestTokens();
    public final TestPostgres postgres = TestPostgres.create();
    public final Jdbi database;
    public final TestService<PaymentConfiguration> service;
    public final String staff = tokens.bearer(UUID.randomUUID(), Role.STAFF);
    private final Map<String, List<JsonNode>> events = new ConcurrentHashMap<>();
    private final KafkaProducer<String, String> producer;
    private final HttpClient http = HttpClient.newHttpClient();
    private final PaymentProviderSimulator provider;

    /** For as long as the tests' process lives. */
    public static synchronized Till shared() {
        if (shared == null) {
            shared = new Till();
        }
        return shared;
    }

    private Till() {
        int port = Processes.freePort();
        service = TestService.start(
                PaymentService.class,
                postgres,
                "kafka.bootstrapServers=" + TestKafka.bootstrapServers(),
                "provider.url=http://127.0.0.1:" + port,
                "provider.timeout=2s",
                // only a webhook tells sooner
                "provider.askAfter=10m",
                "tokens.jwksUrl=" + tokens.jwksUrl());
        database = Jdbi.create(postgres.jdbcUrl(), postgres.user(), postgres.password())
                .installPlugin(new PostgresPlugin());
        provider = new PaymentProviderSimulator(new Settings(
                "127.0.0.1",
                port,
                TestKafka.folder("provider"),
                null,
                service.uri("/payments/webhooks/simulated"),
                Settings.SECRET,
                Duration.ofMillis(200),
                Duration.ofSeconds(20)));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer());
        Thread listener = new Thread(this::listen, "events");
        listener.setDaemon(true);
        listener.start();
    }

    private void listen() {
        try (KafkaConsumer<String, String> consumer = consumer()) {
            consumer.subscribe(List.of("payment.events"));
            while (true) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> events.computeIfAbsent(record.key(), key -> new CopyOnWriteArrayList<>())
                                .add(read(record.value())));
            }
        }
    }

    private static KafkaConsumer<String, String> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        TestKafka.bootstrapServers(),
                        "group.id",
                        "till-" + UUID.randomUUID(),
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    /** What came back. */
    public record Reply(int status, JsonNode body, HttpResponse<String> response) {
        public String text(String pointer) {
            return body.at(pointer).asText();
        }
    }

    /** @param headers name, value, name, value ... */
    public Reply send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.uri(path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    private Reply send(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return new Reply(response.statusCode(), read(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text.startsWith("<") ? "{}" : text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Reply get(String path, String authorization) {
        return send("GET", path, null, "Authorization", authorization);
    }

    /** The payment of the order, as staff see it. */
    public JsonNode payment(UUID orderId) {
        return get("/payments/?order_id=" + orderId, staff).body().at("/items/0");
    }

    /** What the provider believes of the order's payment. */
    public JsonNode farSide(UUID orderId) {
        String reference = payment(orderId).path("payment_id").asText();
        return send(HttpRequest.newBuilder(URI.create(provider.url() + "/ledger?reference=" + reference))
                        .build())
                .body()
                .at("/items/0");
    }

    /** What a buyer does at the bank. */
    public void buyer(String url, String button) {
        send(HttpRequest.newBuilder(URI.create(url + "/" + button))
                .POST(BodyPublishers.noBody())
                .build());
    }

    /** The command as order-service sends it. */
    public static String authorise(UUID messageId, UUID orderId, UUID customerId, String token) {
        return EventContracts.example("payment.authorise")
                .replace("0193b3a0-0000-7000-8000-000000000e31", messageId.toString())
                .replace("0193b3a0-0000-7000-8000-00000000000a", orderId.toString())
                .replace("\"customer_id\":null", "\"customer_id\":\"" + customerId + "\"")
                .replace("tok_ok", token);
    }

    /** One that says nothing but the order. */
    public static String command(String type, UUID orderId) {
        JsonNode example = read(EventContracts.example(type));
        return example.toString()
                .replace(example.path("id").asText(), Uuid7.next().toString())
                .replace("0193b3a0-0000-7000-8000-00000000000a", orderId.toString());
    }

    public static String refund(UUID orderId, UUID refundId, String amount) {
        return command("payment.refund", orderId)
                .replace("0193b3a0-0000-7000-8000-0000000000e1", refundId.toString())
                .replace("19.99", amount);
    }

    /** Sends a message, which must be as its schema says. */
    public void tell(UUID orderId, String message) {
        Assertions.assertThat(EventContracts.violations(message)).isEmpty();
        tellAnything(orderId, message);
    }

    public void tellAnything(UUID orderId, String message) {
        send("payment.commands", orderId, message);
    }

    public void send(String topic, UUID key, String message) {
        producer.send(new ProducerRecord<>(topic, key.toString(), message));
    }

    /** A payment that has come to where its token brings it. */
    public String paid(UUID orderId, UUID customerId, String token, String status) {
        tell(orderId, authorise(Uuid7.next(), orderId, customerId, token));
        awaitStatus(orderId, status);
        return payment(orderId).path("payment_id").asText();
    }

    public void awaitStatus(UUID orderId, String status) {
        until(() ->
                Assertions.assertThat(payment(orderId).path("status").asText()).isEqualTo(status));
    }

    /** What was told of the order, in its order; each as its schema says. */
    public List<JsonNode> events(UUID orderId) {
        List<JsonNode> told = List.copyOf(events.getOrDefault(orderId.toString(), List.of()));
        Assertions.assertThat(told)
                .allSatisfy(event -> Assertions.assertThat(EventContracts.violations(event.toString()))
                        .isEmpty());
        return told;
    }

    public List<String> types(UUID orderId) {
        return events(orderId).stream()
                .map(event -> event.path("type").asText())
                .toList();
    }

    public List<String> deadLetters(int atLeast, String marked) {
        List<String> letters = new CopyOnWriteArrayList<>();
        try (KafkaConsumer<String, String> consumer = consumer()) {
            consumer.subscribe(List.of("payment.commands.dead-letter"));
            until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(letter -> {
                    if (letter.value().contains(marked)) {
                        letters.add(letter.value());
                    }
                });
                Assertions.assertThat(letters).hasSizeGreaterThanOrEqualTo(atLeast);
            });
        }
        return letters;
    }

    public String metrics() {
        return send(HttpRequest.newBuilder(service.admin("/metrics")).build(), "#");
    }

    private String send(HttpRequest request, String start) {
        try {
            String text = http.send(request, BodyHandlers.ofString()).body();
            Assertions.assertThat(text).startsWith(start);
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Until the assertion holds; its failure after a time that is long for any machine. */
    public static void until(ThrowingCallable assertion) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            try {
                assertion.call();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > deadline || isOver(never)) {
                    throw e;
                }
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }
    }

    private static boolean isOver(CountDownLatch never) {
        try {
            return never.await(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }
}
