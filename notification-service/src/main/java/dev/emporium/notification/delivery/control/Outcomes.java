package dev.emporium.notification.delivery.control;

import dev.emporium.notification.notification.control.Queue;
import dev.emporium.notification.notification.entity.Due;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import org.jdbi.v3.core.JdbiException;

/** Counts what became of notifications. Thread safe. */
public final class Outcomes {
    /** What can become of one; delayed is tried again, withheld was not wanted. */
    enum Outcome {
        SENT,
        FAILED,
        DELAYED,
        WITHHELD
    }

    private static final int COUNTED = 10_000;

    private final Counter counter;

    public Outcomes(PrometheusRegistry metrics, Queue queue) {
        GaugeWithCallback.builder()
                .name("notifications_queued")
                .help("Notifications that wait to be sent; counted up to " + COUNTED)
                .callback(callback -> {
                    try {
                        callback.call(queue.size(COUNTED));
                    } catch (JdbiException e) {
                        // a database that is away leaves a gap here; the other metrics still tell of it
                    }
                })
                .register(metrics);
        this.counter = Counter.builder()
                .name("notifications_total")
                .help(
                        "What became of notifications: sent, failed for good, delayed to be tried again, withheld as unwanted")
                .labelNames("kind", "channel", "outcome")
                .register(metrics);
    }

    void count(Due due, Outcome outcome) {
        counter.labelValues(
                        due.kind().word(), due.channel().word(), outcome.name().toLowerCase(Locale.ROOT))
                .inc();
    }
}
