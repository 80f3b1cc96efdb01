package dev.emporium.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Json;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.testing.Line;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.platform.testing.TestKafka;
import dev.emporium.platform.testing.TestRecords;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageConsumerIT {
    private static final String TOPIC = "product.commands";
    private static final ObjectMapper JSON = Json.mapper();
    private final TestDatabase database = TestDatabase.create();
    private final String group = "test-" + UUID.randomUUID();
    private final Producer<String, String> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestKafka.bootstrapServers()), new StringSerializer(), new StringSerializer());
    private final List<MessageConsumer> consumers = new ArrayList<>();

    @BeforeEach
    void effects() {
        database.jdbi().useHandle(handle -> handle.execute("create table effects (subject uuid, type text, n serial)"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (MessageConsumer consumer : consumers) {
            consumer.stop();
        }
        producer.close();
    }

    private void consume(String ofGroup, Map<String, MessageHandler> handlers) {
        MessageConsumer consumer = new MessageConsumer(
                TestKafka.bootstrapServers(),
                ofGroup,
                Duration.ZERO,
                database.jdbi(),
                JSON,
                new PrometheusRegistry(),
                Set.of(TOPIC),
                handlers);
        consumers.add(consumer);
        consumer.start();
    }

    private static void note(Handle transaction, List<Message> messages) {
        messages.forEach(
                message -> transaction.execute("insert into effects values (?, ?)", message.subject(), message.type()));
    }

    private static String message(UUID id, UUID subject, String type) {
        return """
                {"specversion":"1.0","id":"%s","source":"/test-service","type":"%s","subject":"%s",
                 "time":"2026-11-21T10:00:00Z","future_attribute":true,"data":{}}
                """
                .formatted(id, type, subject);
    }

    private void send(UUID key, String value) throws Exception {
        producer.send(new ProducerRecord<>(TOPIC, key.toString(), value)).get();
    }

    private List<String> effectsOn(UUID subject, int expected) {
        Instant end = Instant.now().plusSeconds(60);
        List<String> effects;
        do {
            effects = database.jdbi().withHandle(handle -> handle.createQuery(
                            "select type, pg_sleep(0.02) from effects where subject = :subject order by n")
                    .bind("subject", subject)
                    .map((row, context) -> row.getString(1))
                    .list());
        } while (effects.size() < expected && Instant.now().isBefore(end));
        return effects;
    }

    @Test
    void aMessageThatComesAgainHasNoSecondEffect() throws Exception {
        UUID subject = Uuid7.next();
        String twice = message(Uuid7.next(), subject, "test.done");
        send(subject, twice);
        send(subject, twice);
        send(subject, message(Uuid7.next(), subject, "test.ended"));
        consume(group, Map.of("test.done", MessageConsumerIT::note, "test.ended", MessageConsumerIT::note));
        assertThat(effectsOn(subject, 2)).containsExactly("test.done", "test.ended");

        // a group that starts from the beginning again is a consumer that died before its offsets were committed
        consume("again-" + group, Map.of("test.done", MessageConsumerIT::note, "test.ended", MessageConsumerIT::note));
        UUID last = Uuid7.next();
        send(last, message(Uuid7.next(), last, "test.done"));
        assertThat(effectsOn(last, 1)).containsExactly("test.done");
        assertThat(effectsOn(subject, 2)).containsExactly("test.done", "test.ended");
    }

    /** The system of one that hangs takes connections, and whoever has one waits. */
    @Test
    void aBrokerThatTakesConnectionsAndAnswersNothingIsAway() throws Exception {
        PrometheusRegistry metrics = new PrometheusRegistry();
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            MessageConsumer consumer = new MessageConsumer(
                    "127.0.0.1:" + mute.getLocalPort(),
                    group,
                    Duration.ZERO,
                    database.jdbi(),
                    JSON,
                    metrics,
                    Set.of(TOPIC),
                    Map.of("test.done", MessageConsumerIT::note));
            consumers.add(consumer);
            consumer.start();
            try (Socket connection = mute.accept()) {
                // it has asked, so it is connected
                assertThat(connection.getInputStream().read()).isNotNegative();
                GaugeSnapshot connections = (GaugeSnapshot)
                        metrics.scrape("message_broker_connections"::equals).get(0);
                assertThat(connections.getDataPoints().get(0).getValue()).isZero();
            }
        }
    }

    @Test
    void readsSoonThoughItsConnectionHasDiedInSilence() throws Exception {
        UUID subject = Uuid7.next();
        send(subject, message(Uuid7.next(), subject, "test.done"));
        try (Line line = new Line(Integer.parseInt(TestKafka.bootstrapServers().split(":")[1]))) {
            line.silence();
            MessageConsumer consumer = new MessageConsumer(
                    "127.0.0.1:" + line.port(),
                    group,
                    Duration.ZERO,
                    database.jdbi(),
                    JSON,
                    new PrometheusRegistry(),
                    Set.of(TOPIC),
                    Map.of("test.done", MessageConsumerIT::note));
            consumers.add(consumer);
            consumer.start();
            await(line::hasLost);
            line.speak();

            long begin = System.nanoTime();
            assertThat(effectsOn(subject, 1)).containsExactly("test.done");

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(25));
        }
    }

    /** Kafka lets anybody subscribe to what is not there, and says nothing. */
    @Test
    void knowsThatItsTopicIsMissingAndReadsItOnceItIsThere() throws Exception {
        String topic = "late-" + UUID.randomUUID();
        MessageConsumer consumer = new MessageConsumer(
                TestKafka.bootstrapServers(),
                group,
                Duration.ZERO,
                database.jdbi(),
                JSON,
                new PrometheusRegistry(),
                Set.of(TOPIC, topic),
                Map.of("test.done", MessageConsumerIT::note));
        consumers.add(consumer);
        consumer.start();
        await(() -> !consumer.hasWhatItNeeds());

        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        await(consumer::hasWhatItNeeds);
    }

    @Test
    void keepsTheOrderOfEachSubjectAmongTypes() throws Exception {
        UUID first = Uuid7.next();
        UUID second = Uuid7.next();
        for (String type : List.of("test.a", "test.b", "test.a", "test.b", "test.a")) {
            send(first, message(Uuid7.next(), first, type));
            send(second, message(Uuid7.next(), second, type));
        }
        consume(group, Map.of("test.a", MessageConsumerIT::note, "test.b", MessageConsumerIT::note));
        assertThat(effectsOn(first, 5)).containsExactly("test.a", "test.b", "test.a", "test.b", "test.a");
        assertThat(effectsOn(second, 5)).containsExactly("test.a", "test.b", "test.a", "test.b", "test.a");
    }

    @Test
    void whatCanNeverBeAppliedGoesToTheDeadLettersAndHoldsUpNobody() throws Exception {
        UUID subject = Uuid7.next();
        UUID poisoned = Uuid7.next();
        send(subject, "this is not JSON " + subject);
        send(poisoned, message(Uuid7.next(), poisoned, "test.done"));
        send(subject, message(Uuid7.next(), subject, "test.done"));
        consume(group, Map.of("test.done", (transaction, messages) -> {
            if (messages.stream().anyMatch(message -> message.subject().equals(poisoned))) {
                throw new IllegalArgumentException("never");
            }
            note(transaction, messages);
        }));
        assertThat(effectsOn(subject, 1)).containsExactly("test.done");
        assertThat(effectsOn(poisoned, 0)).isEmpty();
        assertThat(deadLetters(subject, poisoned))
                .containsExactlyInAnyOrder("JsonParseException", "IllegalArgumentException");
    }

    private List<String> deadLetters(UUID... keys) {
        List<String> wanted = Stream.of(keys).map(UUID::toString).toList();
        return letters(keys.length, letter -> letter.key() != null && wanted.contains(text(letter.key()))).stream()
                .map(letter -> description(letter).path("reason").asText())
                .toList();
    }

    /** Those of the test's own consumer: others read the same topic. */
    private List<ConsumerRecord<byte[], byte[]>> letters(
            int atLeast, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        return TestRecords.of(
                TestKafka.bootstrapServers(),
                TOPIC + ".dead-letter",
                atLeast,
                letter -> wanted.test(letter)
                        && description(letter).path("service").asText().equals(group));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** What is said of a letter, in the last of its headers. */
    private static JsonNode description(ConsumerRecord<byte[], byte[]> letter) {
        Header[] headers = letter.headers().toArray();
        Header last = headers[headers.length - 1];
        assertThat(last.key()).isEqualTo("dead-letter");
        try {
            return JSON.readTree(last.value());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatFailsForAPassingReasonIsTriedUntilItWorks() throws Exception {
        UUID subject = Uuid7.next();
        AtomicInteger attempts = new AtomicInteger();
        send(subject, message(Uuid7.next(), subject, "test.done"));
        consume(group, Map.of("test.done", (transaction, messages) -> {
            note(transaction, messages);
            if (messages.stream().anyMatch(message -> message.subject().equals(subject))
                    && attempts.incrementAndGet() < 4) {
                throw new UnableToExecuteStatementException(new SQLTransientException("not now"), null);
            }
        }));
        assertThat(effectsOn(subject, 1)).containsExactly("test.done");
        assertThat(attempts).hasValue(4);
    }

    private static Map<String, byte[]> recordsThatAreNoMessages() {
        String good = message(Uuid7.next(), Uuid7.next(), "test.done");
        Map<String, byte[]> records = new LinkedHashMap<>();
        records.put("nothing at all", new byte[0]);
        records.put("a tombstone", null);
        records.put("null", bytes("null"));
        records.put("another type of JSON", bytes("[1]"));
        records.put("a text that is cut off", bytes(good.substring(0, 40)));
        records.put("two messages", bytes(good + good));
        records.put("the type null", bytes(good.replace("\"test.done\"", "null")));
        records.put("an empty type", bytes(good.replace("test.done", " ")));
        records.put("no type", bytes(good.replace("\"type\"", "\"typ\"")));
        records.put("the subject null", bytes(good.replaceAll("\"subject\":\"[^\"]*\"", "\"subject\":null")));
        records.put("the id null", bytes(good.replaceAll("\"id\":\"[^\"]*\"", "\"id\":null")));
        records.put("the time null", bytes(good.replaceAll("\"time\":\"[^\"]*\"", "\"time\":null")));
        records.put("the source null", bytes(good.replaceAll("\"source\":\"[^\"]*\"", "\"source\":null")));
        records.put("the data null", bytes(good.replace("{}", "null")));
        records.put("no data", bytes(good.replace("\"data\"", "\"date\"")));
        records.put("data that are a number", bytes(good.replace("{}", "1e999999999")));
        records.put("a specversion that is not known", bytes(good.replace("1.0", "2.0")));
        records.put("a year that is none", bytes(good.replace("2026-", "+1000000000-")));
        records.put("10,000 arrays in each other", bytes(good.replace("{}", "[".repeat(10_000))));
        records.put("a number of 100,000 digits", bytes(good.replace("{}", "{\"n\":" + "9".repeat(100_000) + "}")));
        records.put("no UTF-8", HexFormat.of().parseHex("ff".repeat(1000)));
        records.put("a good message in UTF-16", good.getBytes(StandardCharsets.UTF_16BE));
        records.put(
                "half a character",
                bytes(good.replace("{}", "{\"n\":\"\\ud83d\"}").replace("test.done", "\\ud83d")));
        records.put(
                "a request id that nobody gave",
                bytes(good.replace("\"data\"", "\"requestid\":\"" + "x".repeat(200) + "\",\"data\"")));
        return records;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void sendBytes(int partition, String compression, byte[] key, byte[] value, Header... headers) {
        try (Producer<byte[], byte[]> bytes = TestRecords.producer(TestKafka.bootstrapServers(), compression)) {
            bytes.send(new ProducerRecord<>(TOPIC, partition, key, value, List.of(headers)))
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void noRecordHoldsUpThoseBehindIt() {
        UUID subject = Uuid7.next();
        Map<String, byte[]> records = recordsThatAreNoMessages();
        records.forEach((name, value) -> sendBytes(0, "none", bytes(name + " " + subject), value));
        sendBytes(0, "none", bytes(subject.toString()), bytes(message(Uuid7.next(), subject, "test.done")));

        consume(group, Map.of("test.done", MessageConsumerIT::note));

        assertThat(effectsOn(subject, 1)).containsExactly("test.done");
        Map<String, byte[]> kept = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> letter : letters(
                records.size(),
                letter -> letter.key() != null && text(letter.key()).endsWith(subject.toString()))) {
            String name = text(letter.key()).replace(" " + subject, "");
            assertThat(kept).as("put aside once").doesNotContainKey(name);
            kept.put(name, letter.value());
        }
        assertThat(kept).containsOnlyKeys(records.keySet());
        assertThat(kept).allSatisfy((name, value) -> assertThat(value).isEqualTo(records.get(name)));
    }

    @Test
    void norDoesOneWithoutAKey() throws Exception {
        UUID subject = Uuid7.next();
        byte[] value = bytes(message(Uuid7.next(), subject, "test.done"));
        sendBytes(0, "none", null, value);
        sendBytes(0, "none", bytes(subject.toString()), bytes(message(Uuid7.next(), subject, "test.done")));
        consume(group, Map.of("test.done", MessageConsumerIT::note));
        assertThat(effectsOn(subject, 1)).containsExactly("test.done");
        assertThat(letters(1, letter -> Arrays.equals(letter.value(), value)))
                .singleElement()
                .satisfies(letter -> assertThat(letter.key()).isNull());
    }

    @Test
    void aDeadLetterIsTheRecordAsItCame() throws Exception {
        byte[] mark = bytes("mark " + Uuid7.next());
        byte[] value = new byte[400_000];
        Arrays.fill(value, (byte) 0xFF);
        Header[] headers = {
            new RecordHeader("mark", mark),
            new RecordHeader("dead-letter", bytes("of somebody else's")),
            new RecordHeader("nothing", null)
        };
        sendBytes(1, "none", new byte[] {(byte) 0xC3, 0x28}, value, headers);

        consume(group, Map.of("test.done", MessageConsumerIT::note));

        ConsumerRecord<byte[], byte[]> letter = letters(1, marked(mark)).get(0);
        assertThat(letter.key()).isEqualTo(new byte[] {(byte) 0xC3, 0x28});
        assertThat(letter.value()).isEqualTo(value);
        assertThat(letter.headers().toArray()).startsWith(headers).hasSize(4);
        JsonNode said = description(letter);
        assertThat(said.path("service").asText()).isEqualTo(group);
        assertThat(said.path("topic").asText()).isEqualTo(TOPIC);
        assertThat(said.path("partition").asInt()).isEqualTo(1);
        assertThat(said.path("reason").asText()).isEqualTo("MalformedInputException");
        assertThat(said.has("cut")).isFalse();
        ConsumerRecord<byte[], byte[]> original = TestRecords.of(TestKafka.bootstrapServers(), TOPIC, 1, marked(mark))
                .get(0);
        assertThat(said.path("offset").asLong()).isEqualTo(original.offset());
        assertThat(Instant.parse(said.path("time").asText())).isEqualTo(Instant.ofEpochMilli(original.timestamp()));
    }

    private static Predicate<ConsumerRecord<byte[], byte[]>> marked(byte[] mark) {
        return record -> record.headers().lastHeader("mark") != null
                && Arrays.equals(record.headers().lastHeader("mark").value(), mark);
    }

    @Test
    void aRecordAsLargeAsItsTopicTakesIsKeptWhole() throws Exception {
        byte[] mark = bytes("mark " + Uuid7.next());
        // 1,048,588 bytes are the broker's default for a batch, its own 61 and the record's lengths included
        byte[] value = new byte[1_048_400];
        sendBytes(0, "none", bytes("large"), value, new RecordHeader("mark", mark));
        consume(group, Map.of("test.done", MessageConsumerIT::note));
        assertThat(letters(1, marked(mark))).singleElement().satisfies(letter -> assertThat(letter.value())
                .isEqualTo(value));
    }

    @Test
    void ofALargerOneTheHeadTheLengthAndTheHashAreKept() throws Exception {
        byte[] mark = bytes("mark " + Uuid7.next());
        byte[] value = new byte[3 << 20];
        Arrays.fill(value, (byte) 'x');
        UUID subject = Uuid7.next();
        sendBytes(0, "gzip", bytes("larger"), value, new RecordHeader("mark", mark));
        sendBytes(0, "none", bytes(subject.toString()), bytes(message(Uuid7.next(), subject, "test.done")));

        consume(group, Map.of("test.done", MessageConsumerIT::note));

        assertThat(effectsOn(subject, 1)).containsExactly("test.done");
        ConsumerRecord<byte[], byte[]> letter = letters(1, marked(mark)).get(0);
        assertThat(letter.value()).hasSize(64 << 10).startsWith("xxx".getBytes(StandardCharsets.US_ASCII));
        JsonNode cut = description(letter).path("cut");
        assertThat(cut.path("value_bytes").asInt()).isEqualTo(value.length);
        assertThat(cut.path("value_sha256").asText())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(value)));
    }

    @Test
    void aMalformedRecordIsPutAsideOnceHoweverOftenItsBatchIsTried() throws Exception {
        UUID subject = Uuid7.next();
        AtomicInteger attempts = new AtomicInteger();
        byte[] key = bytes("malformed " + subject);
        sendBytes(0, "none", key, bytes("not JSON"));
        sendBytes(0, "none", bytes(subject.toString()), bytes(message(Uuid7.next(), subject, "test.done")));
        consume(group, Map.of("test.done", (transaction, messages) -> {
            note(transaction, messages);
            if (messages.stream().anyMatch(message -> message.subject().equals(subject))
                    && attempts.incrementAndGet() < 4) {
                throw new UnableToExecuteStatementException(new SQLTransientException("not now"), null);
            }
        }));
        assertThat(effectsOn(subject, 1)).containsExactly("test.done");
        assertThat(letters(1, letter -> Arrays.equals(letter.key(), key))).hasSize(1);
    }

    @Test
    void aMessageThatCannotBeAppliedNowHoldsUpItsSubjectAlone() throws Exception {
        UUID stuck = Uuid7.next();
        AtomicBoolean mended = new AtomicBoolean();
        Map<String, MessageHandler> handlers =
                Map.of("test.a", MessageConsumerIT::note, "test.b", (transaction, messages) -> {
                    if (!mended.get()
                            && messages.stream()
                                    .anyMatch(message -> message.subject().equals(stuck))) {
                        throw new NullPointerException("a fault of ours");
                    }
                    note(transaction, messages);
                });
        for (String type : List.of("test.a", "test.b", "test.a")) {
            sendBytes(0, "none", bytes(stuck.toString()), bytes(message(Uuid7.next(), stuck, type)));
        }
        consume(group, handlers);
        UUID[] others = {Uuid7.next(), Uuid7.next()};
        for (UUID other : others) {
            sendBytes(0, "none", bytes(other.toString()), bytes(message(Uuid7.next(), other, "test.b")));
        }

        for (UUID other : others) {
            assertThat(effectsOn(other, 1)).containsExactly("test.b");
        }
        assertThat(effectsOn(stuck, 1)).containsExactly("test.a");
        mended.set(true);
        assertThat(effectsOn(stuck, 3)).containsExactly("test.a", "test.b", "test.a");
        assertThat(letters(
                        0, letter -> letter.key() != null && text(letter.key()).equals(stuck.toString())))
                .isEmpty();
    }

    @Test
    void whatWaitsIsReadAgainByWhoComesNext() throws Exception {
        UUID stuck = Uuid7.next();
        UUID other = Uuid7.next();
        sendBytes(0, "none", bytes(stuck.toString()), bytes(message(Uuid7.next(), stuck, "test.done")));
        sendBytes(0, "none", bytes(other.toString()), bytes(message(Uuid7.next(), other, "test.done")));
        consume(group, Map.of("test.done", (transaction, messages) -> {
            if (messages.stream().anyMatch(message -> message.subject().equals(stuck))) {
                throw new NullPointerException("a fault of ours");
            }
            note(transaction, messages);
        }));
        assertThat(effectsOn(other, 1)).containsExactly("test.done");
        consumers.get(0).stop();

        consume(group, Map.of("test.done", MessageConsumerIT::note));

        assertThat(effectsOn(stuck, 1)).containsExactly("test.done");
        assertThat(effectsOn(other, 1)).containsExactly("test.done");
    }

    @Test
    void waitsForARoleThatMayNotSignInForAWhile() throws Exception {
        UUID subject = Uuid7.next();
        String role = "rotated_" + subject.toString().replace('-', '_');
        Jdbi superuser = Jdbi.create(database.jdbcUrl(), "postgres", "");
        superuser.useHandle(handle -> handle.createScript(
                        "create role %1$s login; grant all on all tables in schema public to %1$s; grant all on all sequences in schema public to %1$s; alter role %1$s nologin"
                                .formatted(role))
                .execute());
        Jdbi asRole = Jdbi.create(database.jdbcUrl(), role, "");
        AtomicInteger refusals = new AtomicInteger();
        Jdbi counting = Jdbi.create(() -> {
                    try {
                        return asRole.open().getConnection();
                    } catch (ConnectionException e) {
                        refusals.incrementAndGet();
                        throw (SQLException) e.getCause();
                    }
                })
                .installPlugin(new PostgresPlugin());
        send(subject, message(Uuid7.next(), subject, "test.done"));
        MessageConsumer consumer = new MessageConsumer(
                TestKafka.bootstrapServers(),
                group,
                Duration.ZERO,
                counting,
                JSON,
                new PrometheusRegistry(),
                Set.of(TOPIC),
                Map.of("test.done", MessageConsumerIT::note));
        consumers.add(consumer);
        consumer.start();
        await(() -> refusals.get() > 2);
        assertThat(effectsOn(subject, 0)).isEmpty();

        superuser.useHandle(handle -> handle.execute("alter role " + role + " login"));

        assertThat(effectsOn(subject, 1)).containsExactly("test.done");
        assertThat(letters(
                        0, letter -> letter.key() != null && text(letter.key()).equals(subject.toString())))
                .isEmpty();
    }

    private static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean() && Instant.now().isBefore(end)) {
            LockSupport.parkNanos(5_000_000);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
