package dev.emporium.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private static final TopicPartition PARTITION = new TopicPartition("things", 0);
    private static final UUID ONE = UUID.randomUUID();
    private static final UUID TWO = UUID.randomUUID();

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final Map<UUID, String> there = new ConcurrentHashMap<>(Map.of(ONE, "one", TWO, "two"));
    private final List<Set<UUID>> asked = new ArrayList<>();
    private Runnable meanwhile = () -> {};
    private final Remembered<String> things = new Remembered<>(() -> consumer, "things", 100, this::ask);
    private long offset;

    private Map<UUID, String> ask(Set<UUID> ids) {
        asked.add(ids);
        Map<UUID, String> answer =
                ids.stream().filter(there::containsKey).collect(Collectors.toMap(Function.identity(), there::get));
        meanwhile.run();
        return answer;
    }

    @BeforeEach
    void follow() {
        consumer.updatePartitions("things", List.of(new PartitionInfo("things", 0, Node.noNode(), null, null)));
        consumer.updateEndOffsets(Map.of(PARTITION, 0L));
        things.follower().start();
        awaitCurrent(true);
    }

    @AfterEach
    void stop() throws InterruptedException {
        things.follower().stop();
    }

    private void awaitCurrent(boolean current) {
        await(() -> things.follower().isCurrent() == current);
    }

    private static void await(BooleanSupplier fulfilled) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!fulfilled.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("in time").isNegative();
        }
    }

    private void tell(String key) {
        consumer.addRecord(new ConsumerRecord<>(
                "things",
                0,
                offset++,
                key.getBytes(StandardCharsets.UTF_8),
                "no JSON".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void asksOnceForAllThatItDoesNotKnow() {
        assertThat(things.get(List.of(ONE))).containsExactly(Map.entry(ONE, "one"));
        assertThat(things.get(List.of(ONE, TWO, UUID.randomUUID()))).containsOnlyKeys(ONE, TWO);
        assertThat(things.get(List.of(TWO, ONE))).containsOnlyKeys(ONE, TWO);
        assertThat(things.known(List.of(ONE, UUID.randomUUID()))).containsOnlyKeys(ONE);
        assertThat(asked).hasSize(2);
        assertThat(asked.get(1)).hasSize(2).contains(TWO);
    }

    @Test
    void forgetsWhatItIsToldIsAnother() {
        things.get(List.of(ONE, TWO));
        there.put(ONE, "another");
        tell("nothing that has an id");
        tell(ONE.toString());
        await(() -> !things.known(List.of(ONE)).containsKey(ONE));
        assertThat(things.get(List.of(ONE, TWO))).containsEntry(ONE, "another").containsEntry(TWO, "two");
        assertThat(asked.get(1)).containsExactly(ONE);
    }

    @Test
    void anAnswerThatIsOvertakenCountsForWhoAskedAndIsNotKept() {
        things.get(List.of(TWO));
        meanwhile = () -> {
            there.put(ONE, "another");
            tell(ONE.toString());
            tell(TWO.toString());
            // messages are told in their order: once this one is, the one before is
            await(() -> !things.known(List.of(TWO)).containsKey(TWO));
        };
        assertThat(things.get(List.of(ONE))).containsEntry(ONE, "one");
        meanwhile = () -> {};
        assertThat(things.known(List.of(ONE))).isEmpty();
        assertThat(things.get(List.of(ONE))).containsEntry(ONE, "another");
    }

    @Test
    void remembersNothingWhileMessagesMayBeMissing() {
        things.get(List.of(ONE));
        there.put(ONE, "another");
        consumer.updateEndOffsets(Map.of(PARTITION, 1L));
        awaitCurrent(false);
        assertThat(things.known(List.of(ONE))).isEmpty();
        assertThat(things.get(List.of(ONE))).containsEntry(ONE, "another");
        assertThat(things.get(List.of(ONE))).containsEntry(ONE, "another");
        assertThat(asked).hasSize(3);
    }

    @Test
    void aFailureGoesToWhoAskedAndIsNotRemembered() {
        meanwhile = () -> {
            throw new IllegalStateException("away");
        };
        assertThatThrownBy(() -> things.get(List.of(ONE)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("away");
        meanwhile = () -> {};
        assertThat(things.get(List.of(ONE))).containsEntry(ONE, "one");
    }
}
