package dev.emporium.platform.messaging;

import dev.emporium.platform.Background;
import dev.emporium.platform.Worker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Follows a topic from now on, in every replica by itself: tells of each message whom it is about, in the order of its
 * partition, and knows whether it is {@link #isCurrent}. It reads all partitions, keeps no place and belongs to no group; so
 * after a start, a failure, or when there are more partitions (found within half a minute) it says that it has
 * {@linkplain Listener#lostTrack() lost track}. One thread, which calls the listener; asked by any.
 */
public final class TopicFollower implements Background {
    /** For how long it is current after it has seen that it had read all there was. */
    static final Duration TRUST = Duration.ofSeconds(2);

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(2);

    /** Who is told. What it throws makes the follower lose track. */
    public interface Listener {
        /** There is a message about it; maybe not for the first time, and whatever the message says. */
        void spokenOf(String key);

        /** There may have been messages about anything. */
        void lostTrack();
    }

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String topic;
    private final Listener listener;
    private final Worker worker;
    private volatile Consumer<byte[], byte[]> consumer;
    private volatile long currentUntil = System.nanoTime();

    public TopicFollower(KafkaConfiguration kafka, String topic, Listener listener) {
        this(() -> KafkaClients.follower(kafka.bootstrapServers()), topic, listener);
    }

    TopicFollower(Supplier<Consumer<byte[], byte[]>> consumers, String topic, Listener listener) {
        this.consumers = consumers;
        this.topic = topic;
        this.listener = listener;
        this.worker = new Worker("follower-" + topic, this::follow, this::wake);
    }

    /** Whether all that the topic held at some moment of the last {@link #TRUST} has been told. */
    public boolean isCurrent() {
        return currentUntil - System.nanoTime() > 0;
    }

    @Override
    public Worker worker() {
        return worker;
    }

    private void wake() {
        Consumer<byte[], byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
    }

    private void follow(Worker self) {
        try (Consumer<byte[], byte[]> reading = consumers.get()) {
            consumer = reading;
            List<TopicPartition> partitions = partitions(reading);
            reading.assign(partitions);
            reading.seekToEnd(partitions);
            // a place is only looked for when it is asked for
            partitions.forEach(partition -> reading.position(partition, ANSWER));
            listener.lostTrack();
            while (!self.isStopping() && partitions(reading).size() == partitions.size()) {
                look(reading, self);
                self.well();
            }
        } catch (WakeupException stopped) {
            // asked to stop while waiting
        } finally {
            // what comes from now on is not heard
            currentUntil = System.nanoTime();
        }
    }

    /** Of memory, unless that is old. */
    private List<TopicPartition> partitions(Consumer<?, ?> reading) {
        List<TopicPartition> partitions = reading.partitionsFor(topic, ANSWER).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new IllegalStateException("there is no topic " + topic);
        }
        return partitions;
    }

    private void look(Consumer<byte[], byte[]> reading, Worker self) {
        long asked = System.nanoTime();
        Map<TopicPartition, Long> ends = reading.endOffsets(reading.assignment(), ANSWER);
        boolean behind = isBehind(reading, ends);
        for (long left = LOOK.toNanos();
                left > 0 && !self.isStopping();
                left = asked + LOOK.toNanos() - System.nanoTime()) {
            if (!behind) {
                currentUntil = asked + TRUST.toNanos();
            }
            reading.poll(Duration.ofNanos(left)).forEach(this::tell);
            behind = isBehind(reading, ends);
        }
    }

    private static boolean isBehind(Consumer<?, ?> reading, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> reading.position(end.getKey()) < end.getValue());
    }

    private void tell(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() != null) {
            listener.spokenOf(new String(record.key(), StandardCharsets.UTF_8));
        }
    }
}
