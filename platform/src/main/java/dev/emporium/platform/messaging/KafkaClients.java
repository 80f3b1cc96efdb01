package dev.emporium.platform.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes the house's Kafka clients; neither waits for a broker that is away. */
final class KafkaClients {
    private KafkaClients() {}

    /** What a dead letter's topic takes ({@code max.message.bytes} in {@code k8s/infrastructure/kafka-topics.yaml}). */
    static final int LARGEST_LETTER = 2 << 20;

    static Producer<String, String> producer(String bootstrapServers) {
        return new KafkaProducer<>(producing(bootstrapServers), new StringSerializer(), new StringSerializer());
    }

    /** Larger records than those of a message: whatever other producers get into a topic must fit into the letters. */
    static Producer<byte[], byte[]> letterProducer(String bootstrapServers) {
        Map<String, Object> settings = producing(bootstrapServers);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_LETTER);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Every in-sync replica acknowledges; retries neither double nor reorder; gives up after 10 s so that we notice. */
    private static Map<String, Object> producing(String bootstrapServers) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // a topic that does not exist holds up those who send to others for no longer
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, 30_000);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20);
        return settings;
    }

    /** What is worth an answer at once. */
    private static final int GATHERED = 64 << 10;

    /** Its messages come as soon as they are there. */
    static Consumer<byte[], byte[]> consumer(String bootstrapServers, String group) {
        return consumer(bootstrapServers, group, Duration.ZERO);
    }

    /**
     * Offsets are committed by us, after the effect; a member that dies is missed after 6 s.
     *
     * @param patience for how long a broker lets messages gather before it answers
     */
    static Consumer<byte[], byte[]> consumer(String bootstrapServers, String group, Duration patience) {
        Map<String, Object> settings = consuming(bootstrapServers);
        if (!patience.isZero()) {
            settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, GATHERED);
            settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) patience.toMillis());
        }
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Of no group: it is told where to read, and fails when that is gone. */
    static Consumer<byte[], byte[]> follower(String bootstrapServers) {
        Map<String, Object> settings = consuming(bootstrapServers);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Map<String, Object> consuming(String bootstrapServers) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        // a connection that has died in silence is given up after that
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 30_000);
        return settings;
    }
}
