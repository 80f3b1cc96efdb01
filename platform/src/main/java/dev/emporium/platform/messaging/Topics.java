package dev.emporium.platform.messaging;

import dev.emporium.platform.Failures;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics that a service listens to, and whether they are there. Kafka tells nobody who subscribes to what does not
 * exist, and what waits for an answer from there would wait for ever. A broker that is away says nothing of them. Looked
 * for by one thread until all are found; asked by any.
 */
final class Topics {
    private static final Logger LOGGER = LoggerFactory.getLogger(Topics.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final Set<String> names;
    private volatile Set<String> missing = Set.of();
    private boolean found;
    private long lookedAt = System.nanoTime() - AGAIN.toNanos();

    Topics(Set<String> names, PrometheusRegistry metrics) {
        this.names = Set.copyOf(names);
        GaugeWithCallback.builder()
                .name("message_topic_missing")
                .help("1 while the topic does not exist although the service listens to it, else 0")
                .labelNames("topic")
                .callback(callback -> this.names.forEach(name -> callback.call(missing.contains(name) ? 1 : 0, name)))
                .register(metrics);
    }

    Set<String> names() {
        return names;
    }

    /** Whether none is known to be missing. */
    boolean areThere() {
        return missing.isEmpty();
    }

    void look(Consumer<?, ?> reading) {
        if (found || System.nanoTime() - lookedAt < AGAIN.toNanos()) {
            return;
        }
        lookedAt = System.nanoTime();
        try {
            Set<String> absent = new HashSet<>(names);
            absent.removeAll(reading.listTopics(ANSWER).keySet());
            tell(absent);
            found = absent.isEmpty();
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            Failures.brief(LOGGER.atDebug(), e).log("Whether the topics are there is not known");
        }
    }

    private void tell(Set<String> absent) {
        for (String topic : absent) {
            if (!missing.contains(topic)) {
                LOGGER.atError()
                        .addKeyValue("event.action", "topic-missing")
                        .addKeyValue("emporium.message_topic", topic)
                        .log("A topic does not exist, and the service is not ready until it does");
            }
        }
        missing = Set.copyOf(absent);
    }
}
