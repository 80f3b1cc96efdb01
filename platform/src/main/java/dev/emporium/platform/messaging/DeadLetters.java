package dev.emporium.platform.messaging;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can never be applied: it goes to {@code <topic>.dead-letter} as it came, with its reason and where it stood in
 * the headers, and is counted. After a crash it may stand there twice. Used by one thread.
 */
final class DeadLetters implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(DeadLetters.class);
    private final Supplier<Producer<String, String>> producers;
    private final Counter added;
    private Producer<String, String> producer;

    DeadLetters(Supplier<Producer<String, String>> producers, PrometheusRegistry metrics) {
        this.producers = producers;
        this.added = Counter.builder()
                .name("messages_dead_lettered_total")
                .help("Messages that can never be applied")
                .labelNames("topic")
                .register(metrics);
    }

    /** @throws KafkaException when Kafka does not take it, so that the message is kept where it is */
    void add(ConsumerRecord<String, String> record, Exception reason) {
        LOGGER.error(
                "A message can never be applied: topic={} partition={} offset={}",
                record.topic(),
                record.partition(),
                record.offset(),
                reason);
        ProducerRecord<String, String> letter =
                new ProducerRecord<>(record.topic() + ".dead-letter", record.key(), record.value());
        header(letter, "reason", reason.getClass().getSimpleName());
        header(letter, "topic", record.topic());
        header(letter, "partition", String.valueOf(record.partition()));
        header(letter, "offset", String.valueOf(record.offset()));
        send(letter);
        added.labelValues(record.topic()).inc();
    }

    private void send(ProducerRecord<String, String> letter) {
        if (producer == null) {
            producer = producers.get();
        }
        try {
            producer.send(letter).get();
        } catch (ExecutionException e) {
            throw new KafkaException("The dead-letter topic takes nothing", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted", e);
        }
    }

    private static void header(ProducerRecord<String, String> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }
}
