package dev.emporium.platform.messaging;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.common.TopicPartition;

/** How far each partition of this replica is, for the metrics. Thread safe. */
final class Progress {
    /**
     * @param place the first message that did not take effect
     * @param behind how many did not
     * @param held how many of those were tried
     * @param since when the place was reached, or there was nothing to do
     */
    private record Standing(long place, long behind, int held, long since, boolean told) {}

    private final Map<TopicPartition, Standing> standings = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    Progress(PrometheusRegistry metrics, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        gauge(
                metrics,
                "message_consumer_lag",
                "Messages in the partition that did not take effect yet",
                at -> at.behind);
        gauge(
                metrics,
                "message_consumer_stalled_seconds",
                "How long the partition has made no progress although there are messages, 0 when it does",
                this::stalledSeconds);
        gauge(
                metrics,
                "message_consumer_held_messages",
                "Messages that could not be applied, for a reason that is not theirs, and are tried again",
                at -> at.held);
    }

    private void gauge(PrometheusRegistry metrics, String name, String help, ToDoubleFunction<Standing> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("topic", "partition")
                .callback(callback -> standings.forEach((partition, standing) -> callback.call(
                        value.applyAsDouble(standing), partition.topic(), String.valueOf(partition.partition()))))
                .register(metrics);
    }

    private double stalledSeconds(Standing at) {
        return at.behind == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - at.since) / 1000.0;
    }

    /** Returns whether it is time to say that the partition is stalled: once, until it goes on. */
    boolean note(TopicPartition partition, long place, long behind, int held) {
        long now = nanoTime.getAsLong();
        Standing before = standings.get(partition);
        boolean moves = before == null || before.behind == 0 || behind == 0 || place > before.place;
        long since = moves ? now : before.since;
        boolean told = !moves && before.told;
        boolean stalled = now - since >= Intake.STALLED.toNanos();
        standings.put(partition, new Standing(place, behind, held, since, told || stalled));
        return stalled && !told;
    }

    void forget(TopicPartition partition) {
        standings.remove(partition);
    }
}
