package dev.emporium.payment.payment.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.payment.payment.entity.BookRepository;
import dev.emporium.payment.payment.entity.Payment;
import dev.emporium.payment.payment.entity.PaymentRepository;
import dev.emporium.payment.provider.control.ProviderRetention;
import dev.emporium.payment.provider.control.SimulatedProvider;
import dev.emporium.payment.provider.control.WebhookSignature;
import dev.emporium.payment.provider.entity.ProviderCall;
import dev.emporium.payment.provider.entity.ProviderCalls;
import dev.emporium.payment.provider.entity.WebhookEvents;
import dev.emporium.platform.Json;
import dev.emporium.platform.Money;
import dev.emporium.platform.Origin;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.operations.Books;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.simulators.PaymentProviderSimulator;
import dev.emporium.simulators.Settings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The use cases over a real database and the simulated provider, without the service: whoever tests is the worker. */
final class Rig implements AutoCloseable {
    /** Longer than a loaded machine takes for an answer. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** After which the provider hangs up: whoever waits for it need not wait for the time-out. */
    private static final Duration SILENCE = Duration.ofMillis(500);

    private static final int MANY = 50;
    static final Duration CONFIRM_WITHIN = Duration.ofMinutes(15);

    final ObjectMapper json = Json.mapper();
    final TestDatabase database = TestDatabase.create();
    final PaymentRepository payments = new PaymentRepository(json);
    final Time clock = new Time();
    final PaymentProviderSimulator simulator;
    final Books books = new Books(database.jdbi(), new PrometheusRegistry(), new BookRepository(clock).checks());
    final Commands commands;
    final Refunds refunds;
    final Settlement settlement;
    final ProviderWork work;
    final ProviderRetention retention;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ProviderCalls calls = new ProviderCalls();
    private final SimulatedProvider provider;

    /** A clock that somebody puts forward. */
    static final class Time extends Clock {
        // as fine as the database keeps times
        private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

        void passes(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    Rig(Path folder) {
        simulator = new PaymentProviderSimulator(
                new Settings("127.0.0.1", 0, folder, null, null, Settings.SECRET, Duration.ofMillis(100), SILENCE));
        provider = new SimulatedProvider(simulator.url(), TIMEOUT, new WebhookSignature(Settings.SECRET, clock), json);
        Outbox outbox = new Outbox("payment-service", json, clock, () -> {});
        PaymentCounts counts = new PaymentCounts(new PrometheusRegistry());
        refunds = new Refunds(payments, calls, () -> {}, counts, clock);
        FollowUp followUp = new FollowUp(calls, refunds, Duration.ofSeconds(10), () -> {}, clock);
        commands = new Commands(payments, calls, followUp, refunds, "simulated", clock);
        settlement = new Settlement(
                database.jdbi(), payments, calls, followUp, outbox, CONFIRM_WITHIN, () -> {}, counts, clock);
        work = another();
        retention = new ProviderRetention(database.jdbi(), calls, new WebhookEvents(), clock);
    }

    /** One more instance's worker. */
    ProviderWork another() {
        return new ProviderWork(
                database.jdbi(),
                calls,
                settlement,
                Map.of("simulated", provider),
                TIMEOUT,
                8,
                new ProviderWork.Wake(),
                clock);
    }

    void authorise(UUID orderId, String token) {
        authorise(orderId, token, 1999);
    }

    void authorise(UUID orderId, String token, long amount) {
        Map<Message, Authorisation> wanted = new LinkedHashMap<>();
        wanted.put(
                message("payment.authorise", orderId, new Origin("a-request", null)),
                new Authorisation(orderId, null, Money.of(amount, "EUR"), token));
        database.jdbi().useTransaction(transaction -> commands.authorise(transaction, wanted));
    }

    private Message message(String type, UUID orderId, Origin origin) {
        return new Message(
                "1.0",
                Uuid7.next(),
                "/order-service",
                type,
                orderId,
                clock.instant(),
                "application/json",
                origin.requestId(),
                origin.traceparent(),
                json.createObjectNode());
    }

    void capture(UUID orderId) {
        database.jdbi().useTransaction(transaction -> commands.capture(transaction, List.of(orderId)));
    }

    void letGo(UUID orderId) {
        database.jdbi().useTransaction(transaction -> commands.letGo(transaction, List.of(orderId)));
    }

    void refund(UUID orderId, UUID refundId, long amount) {
        Message message = message("payment.refund", orderId, Origin.present());
        RefundWish wish = new RefundWish(orderId, refundId, Money.of(amount, "EUR"), "returned");
        database.jdbi().useTransaction(transaction -> commands.refund(transaction, Map.of(message, wish)));
    }

    /** Nothing of what was begun before is due. */
    void forget() {
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "update provider_calls set settled_at = now(), token = null where settled_at is null"));
    }

    /** Until somebody waits for what the transaction has locked; there are other databases with waits of their own. */
    static void awaitWhoWaits(Handle transaction) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!transaction
                .createQuery(
                        "select exists (select from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid)))")
                .mapTo(Boolean.class)
                .one()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("nobody waits");
            }
        }
    }

    /** Makes all calls that are due, and those that follow from them. */
    void work() {
        for (int round = 0; round < MANY; round++) {
            List<ProviderCall> due = work.take(10);
            if (due.isEmpty()) {
                return;
            }
            due.forEach(call -> settlement.settle(call, work.ask(call)));
        }
        throw new AssertionError("the same is asked again and again");
    }

    Payment payment(UUID orderId) {
        return database.jdbi().withHandle(handle -> payments.list(handle, orderId, null, null, 2)).stream()
                .reduce((one, another) -> {
                    throw new AssertionError("two payments of one order");
                })
                .orElseThrow();
    }

    String status(UUID orderId) {
        return payment(orderId).status().word();
    }

    /** What was told of the order, in its order. */
    List<String> events(UUID orderId) {
        return messages(orderId).stream()
                .map(message -> message.path("type").asText())
                .toList();
    }

    List<JsonNode> messages(UUID orderId) {
        return database
                .jdbi()
                .withHandle(
                        handle -> handle.createQuery("select message from outbox where key = :key order by position")
                                .bind("key", orderId.toString())
                                .mapTo(String.class)
                                .list())
                .stream()
                .map(this::read)
                .toList();
    }

    /** What the ledger has of the order: cause and amount. */
    List<String> ledger(UUID orderId) {
        return database.jdbi().withHandle(handle -> handle.createQuery(
                        """
                                select cause || ' ' || amount_minor from ledger_entries
                                where order_id = :orderId order by at
                                """)
                .bind("orderId", orderId)
                .mapTo(String.class)
                .list());
    }

    /** What the provider believes of the order: how many charges, held, captured, refunded. */
    String farSide(UUID orderId) {
        JsonNode account =
                get("/ledger?reference=" + payment(orderId).paymentId()).at("/items/0");
        return "%d charge, %d held, %d captured, %d refunded"
                .formatted(
                        account.path("charges").asInt(),
                        account.path("held").asLong(),
                        account.path("captured").asLong(),
                        account.path("refunded").asLong());
    }

    /** What a buyer does at the bank. */
    void buyer(UUID orderId, String button) {
        String url = payment(orderId).actionUrl() + "/" + button;
        send(HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private JsonNode get(String path) {
        return read(send(HttpRequest.newBuilder(URI.create(simulator.url() + path))));
    }

    private String send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        simulator.close();
    }
}
