package dev.emporium.system.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Looks into the platform's Kafka, and sends what is there once more. For one thread. */
final class Repeater implements AutoCloseable {
    private static final String DEAD_LETTERS = ".dead-letter";
    private static final int SECONDS = 10;

    private final Admin admin;
    private final Map<String, Object> settings;

    Repeater(int port) {
        settings = Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + port,
                "default.api.timeout.ms",
                SECONDS * 1_000,
                "request.timeout.ms",
                SECONDS * 1_000 / 2);
        admin = Admin.create(settings);
    }

    /** Sends this many records of all topics again, to where they were, in an order that the seed makes. */
    int repeat(long seed, int count) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> records = read(partitions(topic -> !topic.endsWith(DEAD_LETTERS)), count);
        Collections.shuffle(records, new Random(seed));
        Map<String, Object> producing = new HashMap<>(settings);
        producing.keySet().removeIf(name -> name.startsWith("default"));
        producing.put("delivery.timeout.ms", SECONDS * 1_000);
        producing.put("linger.ms", 0);
        try (var producer = new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<ConsumerRecord<byte[], byte[]>> chosen = records.subList(0, Math.min(count, records.size()));
            for (ConsumerRecord<byte[], byte[]> record : chosen) {
                producer.send(new ProducerRecord<>(
                        record.topic(), record.partition(), record.key(), record.value(), record.headers()));
            }
            producer.flush();
            return chosen.size();
        }
    }

    /** The last of each partition. */
    private List<ConsumerRecord<byte[], byte[]>> read(Set<TopicPartition> partitions, int ofEach) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<TopicPartition, Long> ends = ends(partitions);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            partitions.forEach(each -> consumer.seek(each, Math.max(begins.get(each), ends.get(each) - ofEach)));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))
                    && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private Set<TopicPartition> partitions(java.util.function.Predicate<String> which) throws Exception {
        Set<String> topics = admin.listTopics().names().get(SECONDS, TimeUnit.SECONDS).stream()
                .filter(which)
                .collect(Collectors.toSet());
        return admin.describeTopics(topics).allTopicNames().get(SECONDS, TimeUnit.SECONDS).values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .collect(Collectors.toSet());
    }

    private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) throws Exception {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
        return admin.listOffsets(latest).all().get(SECONDS, TimeUnit.SECONDS).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
    }

    /** How many records each topic of dead letters holds, of those that hold any. */
    Map<String, Long> deadLetters() throws Exception {
        return ends(partitions(topic -> topic.endsWith(DEAD_LETTERS))).entrySet().stream()
                .filter(end -> end.getValue() > 0)
                .collect(Collectors.groupingBy(
                        end -> end.getKey().topic(), Collectors.summingLong(Map.Entry::getValue)));
    }

    /** What the services have not dealt with yet: how many records each group of them is behind. */
    Map<String, Long> lag() throws Exception {
        Map<String, Long> lag = new HashMap<>();
        for (var group : admin.listGroups().all().get(SECONDS, TimeUnit.SECONDS)) {
            var done = admin.listConsumerGroupOffsets(group.groupId())
                    .partitionsToOffsetAndMetadata()
                    .get(SECONDS, TimeUnit.SECONDS);
            ends(done.keySet()).forEach((partition, end) -> {
                long behind = done.get(partition) == null
                        ? 0
                        : end - done.get(partition).offset();
                if (behind > 0) {
                    lag.merge(group.groupId(), behind, Long::sum);
                }
            });
        }
        return lag;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
