package dev.emporium.platform.messaging;

import dev.emporium.platform.Platform;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** A service's part in the traffic of messages: an outbox with its relay, and what it listens to. */
public final class Messaging {
    private static final int COUNTED = 10_000;

    private final Platform platform;
    private final KafkaConfiguration kafka;
    private final Outbox outbox;

    public Messaging(Platform platform, KafkaConfiguration kafka) {
        this.platform = platform;
        this.kafka = kafka;
        OutboxRelay relay = new OutboxRelay(
                platform.database(), kafka.bootstrapServers(), platform.meters().dependency("kafka"));
        this.outbox = new Outbox(platform.serviceName(), platform.json(), platform.clock(), relay::wake);
        platform.manage(relay);
        held(relay);
        gauge(
                "outbox_pending_messages",
                "Messages that Kafka does not have yet; counted up to " + COUNTED,
                "select count(*) from (select 1 from outbox limit " + COUNTED + ") pending");
        gauge(
                "outbox_oldest_age_seconds",
                "Age of the oldest message that Kafka does not have yet, 0 when there is none",
                """
                select coalesce(extract(epoch from clock_timestamp() - (
                    select created_at from outbox order by position limit 1)), 0)
                """);
    }

    private void held(OutboxRelay relay) {
        GaugeWithCallback.builder()
                .name("outbox_held_keys")
                .help("Keys, and whole topics, of which Kafka takes no messages while it takes others")
                .callback(callback -> callback.call(relay.held()))
                .register(platform.metrics());
        GaugeWithCallback.builder()
                .name("outbox_held_seconds")
                .help("How long the first of these has waited, 0 when there is none")
                .callback(callback -> callback.call(relay.heldSeconds()))
                .register(platform.metrics());
    }

    public Outbox outbox() {
        return outbox;
    }

    /** Listens to the topics as the service's consumer group. Call it once. */
    public void consume(Set<String> topics, Map<String, MessageHandler> handlersByType) {
        consume(topics, Duration.ZERO, handlersByType);
    }

    /** The same where nobody waits for what comes of it: messages may gather for so long, and take effect together. */
    public void consume(Set<String> topics, Duration patience, Map<String, MessageHandler> handlersByType) {
        platform.manage(new MessageConsumer(
                kafka.bootstrapServers(),
                platform.serviceName(),
                patience,
                platform.jdbi(),
                platform.json(),
                platform.metrics(),
                topics,
                handlersByType));
    }

    private void gauge(String name, String help, String sql) {
        platform.meters().measure(name, help, handle -> handle.createQuery(sql)
                .mapTo(Double.class)
                .one());
    }
}
