package dev.emporium.notification.delivery.control;

import dev.emporium.notification.notification.entity.Channel;
import dev.emporium.notification.notification.entity.Due;
import dev.emporium.notification.notification.entity.Kind;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;

/** Counts what became of notifications. Thread safe. */
public final class Outcomes {
    /** What can become of one; delayed is tried again, withheld was not wanted, or is for who was erased. */
    enum Outcome {
        SENT,
        FAILED,
        DELAYED,
        WITHHELD;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Counter counter;

    public Outcomes(PrometheusRegistry metrics) {
        this.counter = Counter.builder()
                .name("notifications_total")
                .help(
                        "What became of notifications: sent, failed for good, delayed to be tried again, withheld as unwanted or erased")
                .labelNames("kind", "channel", "outcome")
                .register(metrics);
        // mails alone: most installations send no text messages
        for (Kind kind : Kind.values()) {
            for (Outcome outcome : Outcome.values()) {
                counter.initLabelValues(kind.word(), Channel.MAIL.word(), outcome.word());
            }
        }
    }

    void count(Due due, Outcome outcome) {
        counter.labelValues(due.kind().word(), due.channel().word(), outcome.word())
                .inc();
    }
}
