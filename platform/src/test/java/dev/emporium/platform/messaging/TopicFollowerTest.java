package dev.emporium.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicFollowerTest {
    private static final TopicPartition PARTITION = new TopicPartition("things", 0);

    private final BlockingQueue<MockConsumer<byte[], byte[]>> consumers = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final TopicFollower follower =
            new TopicFollower(() -> consumers.remove(), "things", new TopicFollower.Listener() {
                @Override
                public void spokenOf(String key) {
                    told.add(key);
                }

                @Override
                public void lostTrack() {
                    told.add("lost track");
                }
            });

    private final AtomicInteger looks = new AtomicInteger();

    private MockConsumer<byte[], byte[]> consumer(long end) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none") {
            @Override
            public synchronized Map<TopicPartition, Long> endOffsets(
                    Collection<TopicPartition> partitions, Duration timeout) {
                looks.incrementAndGet();
                return super.endOffsets(partitions, timeout);
            }
        };
        consumer.updatePartitions("things", List.of(new PartitionInfo("things", 0, Node.noNode(), null, null)));
        consumer.updateEndOffsets(Map.of(PARTITION, end));
        return consumer;
    }

    private final MockConsumer<byte[], byte[]> first = consumer(7);

    @BeforeEach
    void start() {
        consumers.add(first);
        follower.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        follower.stop();
    }

    private String next() throws InterruptedException {
        return told.poll(30, TimeUnit.SECONDS);
    }

    private void becomesCurrent(boolean current) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (follower.isCurrent() != current) {
            assertThat(System.nanoTime()).as("is current: " + !current).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void add(MockConsumer<byte[], byte[]> consumer, long offset, String key) {
        consumer.addRecord(new ConsumerRecord<>(
                "things", 0, offset, key == null ? null : key.getBytes(StandardCharsets.UTF_8), new byte[0]));
    }

    @Test
    void tellsWhatComesFromNowOnAndThatItKnowsNothingOfWhatWasBefore() throws Exception {
        assertThat(next()).isEqualTo("lost track");
        becomesCurrent(true);
        add(first, 7, "a");
        add(first, 8, null);
        add(first, 9, "b");
        assertThat(next()).isEqualTo("a");
        assertThat(next()).isEqualTo("b");
    }

    @Test
    void isNotCurrentBehindTheEndOfTheTopic() throws Exception {
        becomesCurrent(true);
        first.updateEndOffsets(Map.of(PARTITION, 9L));
        becomesCurrent(false);
        // however long it looks
        int before = looks.get();
        while (looks.get() < before + 2) {
            assertThat(follower.isCurrent()).isFalse();
        }
        add(first, 7, "a");
        add(first, 8, "b");
        becomesCurrent(true);
        assertThat(told).containsExactly("lost track", "a", "b");
    }

    @Test
    void hasLostTrackWhenKafkaHasFailedAndIsNotCurrentMeanwhile() throws Exception {
        becomesCurrent(true);
        first.setPollException(new KafkaException("gone"));
        becomesCurrent(false);
        consumers.add(consumer(100));
        becomesCurrent(true);
        assertThat(told).containsExactly("lost track", "lost track");
    }

    @Test
    void beginsAnewWhenThereAreMorePartitions() throws Exception {
        becomesCurrent(true);
        consumers.add(consumer(7));
        first.updatePartitions(
                "things",
                List.of(
                        new PartitionInfo("things", 0, Node.noNode(), null, null),
                        new PartitionInfo("things", 1, Node.noNode(), null, null)));
        assertThat(next()).isEqualTo("lost track");
        assertThat(next()).isEqualTo("lost track");
    }
}
