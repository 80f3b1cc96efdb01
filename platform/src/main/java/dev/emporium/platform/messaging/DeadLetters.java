package dev.emporium.platform.messaging;

import dev.emporium.platform.RequestContext;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What can never be applied: it goes to {@code <topic>.dead-letter} as it came, with what is known of it in a header, and
 * is counted. What is larger than that topic takes is kept by its beginning, length and hash. After a crash it may stand
 * there twice. Used by one thread.
 */
final class DeadLetters implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(DeadLetters.class);
    private final String service;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Counter added;
    private Producer<byte[], byte[]> producer;

    /** @param topics that are read, of which none is dead yet */
    DeadLetters(
            String service,
            Supplier<Producer<byte[], byte[]>> producers,
            Set<String> topics,
            PrometheusRegistry metrics) {
        this.service = service;
        this.producers = producers;
        this.added = Counter.builder()
                .name("messages_dead_lettered_total")
                .help("Messages that can never be applied")
                .labelNames("topic")
                .register(metrics);
        // a counter that begins with 1 has not increased
        topics.forEach(added::initLabelValues);
    }

    /**
     * @param message what was read of it, null when nothing could be
     * @throws KafkaException when Kafka does not take it, so that the message is kept where it is
     */
    void add(ConsumerRecord<byte[], byte[]> record, Message message, Throwable fault) {
        DeadLetter letter = DeadLetter.of(service, record, fault);
        try {
            send(letter.whole(record));
        } catch (RecordTooLargeException e) {
            send(letter.head(record));
        }
        added.labelValues(record.topic()).inc();
        tell(record, message, fault);
    }

    private static void tell(ConsumerRecord<byte[], byte[]> record, Message message, Throwable fault) {
        LoggingEventBuilder event = LOGGER.atError()
                .addKeyValue("event.action", "message-dead-lettered")
                .addKeyValue("emporium.message_topic", record.topic())
                .addKeyValue("emporium.message_partition", record.partition())
                .addKeyValue("emporium.message_offset", record.offset())
                .setCause(fault);
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

    private void send(ProducerRecord<byte[], byte[]> letter) {
        if (producer == null) {
            producer = producers.get();
        }
        try {
            producer.send(letter).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException tooLarge) {
                throw tooLarge;
            }
            throw new KafkaException("The dead-letter topic takes nothing", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted", e);
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
            producer = null;
        }
    }
}
