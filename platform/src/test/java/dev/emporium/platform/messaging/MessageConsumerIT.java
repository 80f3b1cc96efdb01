package dev.emporium.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Json;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.platform.testing.TestKafka;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class MessageConsumerIT {
    private static final String TOPIC = "product.commands";
    private static final ObjectMapper JSON = Json.mapper();
    private final TestDatabase database = TestDatabase.create();
    private final String group = "test-" + UUID.randomUUID();
    private final Producer<String, String> producer = KafkaClients.producer(TestKafka.bootstrapServers());
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
        Instant end = Instant.now().plusSeconds(30);
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

    private static List<String> deadLetters(UUID... keys) {
        List<String> wanted = java.util.Arrays.stream(keys).map(UUID::toString).toList();
        List<String> reasons = new ArrayList<>();
        Instant end = Instant.now().plusSeconds(30);
        try (Consumer<String, String> consumer = KafkaClients.consumer(
                TestKafka.bootstrapServers(), UUID.randomUUID().toString())) {
            consumer.subscribe(List.of(TOPIC + ".dead-letter"));
            while (reasons.size() < keys.length && Instant.now().isBefore(end)) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    if (wanted.contains(record.key())) {
                        reasons.add(
                                new String(record.headers().lastHeader("reason").value(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return reasons;
    }

    @Test
    void whatFailsForAPassingReasonIsTriedUntilItWorks() throws Exception {
        UUID subject = Uuid7.next();
        AtomicInteger attempts = new AtomicInteger();
        send(subject, message(Uuid7.next(), subject, "test.done"));
        consume(group, Map.of("test.done", (transaction, messages) -> {
            note(transaction, messages);
            if (attempts.incrementAndGet() < 4) {
                throw new UnableToExecuteStatementException(new SQLTransientException("not now"), null);
            }
        }));
        assertThat(effectsOn(subject, 1)).containsExactly("test.done");
        assertThat(attempts).hasValue(4);
    }
}
