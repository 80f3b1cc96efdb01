package dev.emporium.platform.messaging;

import dev.emporium.platform.RequestContext;
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
import org.slf4j.spi.LoggingEventBuilder;

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

    /**
     * @param message what was read of it, null when nothing could be
     * @throws KafkaException when Kafka does not take it, so that the message is kept where it is
     */
    void add(ConsumerRecord<String, String> record, Message message, Exception reason) {
        tell(record, message, reason);
        ProducerRecord<String, String> letter =
                new ProducerRecord<>(record.topic() + ".dead-letter", record.key(), record.value());
        header(letter, "reason", reason.getClass().getSimpleName());
        header(letter, "topic", record.topic());
        header(letter, "partition", String.valueOf(record.partition()));
        header(letter, "offset", String.valueOf(record.offset()));
        send(letter);
        added.labelValues(record.topic()).inc();
    }

    private static void tell(ConsumerRecord<String, String> record, Message message, Exception reason) {
        LoggingEventBuilder event = LOGGER.atError()
                .addKeyValue("event.action", "message-dead-lettered")
                .addKeyValue("emporium.message_topic", record.topic())
                .addKeyValue("emporium.message_partition", record.partition())
                .addKeyValue("emporium.message_offset", record.offset())
                .setCause(reason);
        if (message == null) {
            event.log("A message can never be read");
            return;
        }
        RequestContext.with(message.requestid(), message.traceparent(), () -> event.addKeyValue(
                        "emporium.message_type", message.type())
                .addKeyValue("emporium.message_id", message.id())
                .addKeyValue("emporium.subject_id", message.subject())
                .log("A message can never be applied"));
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
