package dev.emporium.platform.messaging;

import dev.emporium.platform.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was read and did not take effect yet, by partition. A partition's place is before the first of it, whatever of
 * what follows took effect already: that is what is committed, and what lag is measured from. A partition of which too
 * much waits is not read any further; one that makes no progress for {@link #STALLED} although there is something to do
 * is told once, as an ERROR. Used by one thread, the progress excepted.
 */
final class Intake implements ConsumerRebalanceListener {
    static final Duration STALLED = Duration.ofMinutes(1);

    private static final Logger LOGGER = LoggerFactory.getLogger(Intake.class);
    /** A message costs less than the note that it took effect; after a crash the inbox knows those of this time. */
    private static final Duration COMMIT_PERIOD = Duration.ofSeconds(1);

    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int MOST_WAITING = 1_000;
    private static final long MOST_BYTES = 16L << 20;

    private final class Share {
        private final List<Delivery> waiting = new LinkedList<>();
        private long bytes;
        private long committed = -1;

        void add(Delivery delivery) {
            waiting.add(delivery);
            bytes += delivery.size();
        }

        void settle() {
            if (waiting.removeIf(Delivery::isDone)) {
                bytes = waiting.stream().mapToLong(Delivery::size).sum();
            }
        }

        boolean isFull() {
            return waiting.size() >= MOST_WAITING || bytes >= MOST_BYTES;
        }

        /** Negative while it is not known. */
        long place(TopicPartition partition) {
            if (!waiting.isEmpty()) {
                return waiting.get(0).record().offset();
            }
            return reading.currentLag(partition).isPresent() ? reading.position(partition) : -1;
        }
    }

    private final Consumer<byte[], byte[]> reading;
    private final Lanes lanes;
    private final Progress progress;
    private final Map<TopicPartition, Share> shares = new HashMap<>();
    private long committedAt = System.nanoTime() - COMMIT_PERIOD.toNanos();

    Intake(Consumer<byte[], byte[]> reading, Lanes lanes, Progress progress) {
        this.reading = reading;
        this.lanes = lanes;
        this.progress = progress;
    }

    void add(Delivery delivery) {
        shares.computeIfAbsent(partition(delivery), any -> new Share()).add(delivery);
    }

    private static TopicPartition partition(Delivery delivery) {
        return new TopicPartition(delivery.record().topic(), delivery.record().partition());
    }

    /** What may be tried now, in the order of each partition. */
    List<Delivery> due() {
        List<Delivery> due = new ArrayList<>();
        for (Share share : shares.values()) {
            share.waiting.stream()
                    .filter(delivery -> lanes.isOpen(delivery.lane()))
                    .forEach(due::add);
        }
        return due;
    }

    /** Forgets what is done, says so to Kafka now and then, and reads on where there is room again. */
    void settle() {
        shares.values().forEach(Share::settle);
        if (System.nanoTime() - committedAt >= COMMIT_PERIOD.toNanos()) {
            committedAt = System.nanoTime();
            commitWhatMoved();
        }
        Set<TopicPartition> paused = reading.paused();
        for (TopicPartition partition : reading.assignment()) {
            Share share = shares.get(partition);
            boolean isFull = share != null && share.isFull();
            if (isFull && !paused.contains(partition)) {
                reading.pause(List.of(partition));
            } else if (!isFull && paused.contains(partition)) {
                reading.resume(List.of(partition));
            }
        }
    }

    private void commitWhatMoved() {
        Map<TopicPartition, OffsetAndMetadata> moved = new HashMap<>();
        shares.forEach((partition, share) -> {
            long place = share.place(partition);
            if (place > share.committed) {
                share.committed = place;
                moved.put(partition, new OffsetAndMetadata(place));
            }
        });
        if (!moved.isEmpty()) {
            // the next one makes up for one that fails
            reading.commitAsync(moved, (offsets, failure) -> {});
        }
    }

    /** Notes how far each partition is. */
    void measure() {
        Map<TopicPartition, Long> ends = ends();
        for (TopicPartition partition : reading.assignment()) {
            Share share = shares.computeIfAbsent(partition, any -> new Share());
            long place = share.place(partition);
            OptionalLong unread = reading.currentLag(partition);
            if (place < 0 || unread.isEmpty()) {
                continue;
            }
            long end = ends.getOrDefault(partition, reading.position(partition) + unread.getAsLong());
            int held = (int) share.waiting.stream()
                    .filter(delivery -> lanes.isHeld(delivery.lane()))
                    .count();
            if (progress.note(partition, place, Math.max(0, end - place), held)) {
                tell(partition, share, place);
            }
        }
    }

    /** Of what is not read any further, for which the last answer to a read is too old. */
    private Map<TopicPartition, Long> ends() {
        try {
            return reading.paused().isEmpty() ? Map.of() : reading.endOffsets(reading.paused(), ANSWER);
        } catch (KafkaException e) {
            return Map.of();
        }
    }

    private void tell(TopicPartition partition, Share share, long place) {
        Throwable reason = share.waiting.isEmpty()
                ? null
                : lanes.reason(share.waiting.get(0).lane());
        LOGGER.atError()
                .addKeyValue("event.action", "partition-stalled")
                .addKeyValue("emporium.message_topic", partition.topic())
                .addKeyValue("emporium.message_partition", partition.partition())
                .addKeyValue("emporium.message_offset", place)
                .setCause(reason)
                .log("A partition makes no progress");
    }

    /** Says to Kafka how far each of them is, and waits for the answer. */
    void commit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Share share = shares.get(partition);
            if (share != null && share.place(partition) >= 0) {
                places.put(partition, new OffsetAndMetadata(share.place(partition)));
            }
        }
        try {
            try {
                reading.commitSync(places, ANSWER);
            } catch (WakeupException e) {
                // who asks us to stop wants this to be done, too
                reading.commitSync(places, ANSWER);
            }
        } catch (KafkaException e) {
            // who reads there next begins further back, and the inbox knows what took effect
            Failures.brief(LOGGER.atWarn(), e).log("How far was read is not noted");
        }
    }

    void commit() {
        commit(List.copyOf(shares.keySet()));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // they begin where they were left
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commit(partitions);
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        partitions.forEach(shares::remove);
        partitions.forEach(progress::forget);
        lanes.clear();
    }
}
