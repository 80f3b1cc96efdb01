package dev.emporium.platform.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.emporium.platform.Worker;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sends lines to Fluentd by way of memory and disk, and never waits for either: whoever logs puts the line into memory,
 * one thread takes it from there to the disk within {@value #PAUSE_MS} ms, another from the disk to Fluentd, which
 * acknowledges it. Memory and disk are bounded; a line that finds no room is dropped and counted. Each line arrives at
 * least once, and bears its {@code event.id}.
 *
 * <p>What is on the disk outlives the process: the next one sends it. A process that is killed loses what was in memory,
 * a machine that loses its power also what the system had not written out yet.
 */
public final class FluentdAppender extends BatchAppender {
    private final LogRecords records;
    private final Spool spool;
    private final Duration patience;
    private final Forwarder forwarder;

    FluentdAppender(LogRecords records, Spool spool, Forwarder.Target target, Duration patience) {
        super("log-spooler");
        this.records = records;
        this.spool = spool;
        this.patience = patience;
        this.forwarder = new Forwarder(spool, target);
    }

    @Override
    public void start() {
        super.start();
        forwarder.start();
    }

    @Override
    byte[] encode(ILoggingEvent event) {
        return ForwardMessage.entry(event.getInstant(), records.of(event));
    }

    @Override
    boolean write(byte[] lines) {
        return spool.add(lines);
    }

    @Override
    boolean waits() {
        return false;
    }

    /** What is there goes to Fluentd if it takes it, and for no longer than the patience lasts. */
    @Override
    boolean stopped() {
        boolean interrupted = forwarder.stop(System.nanoTime() + patience.toNanos());
        spool.close();
        return interrupted;
    }

    @Override
    long dropped() {
        return super.dropped() + forwarder.torn();
    }

    long acknowledged() {
        return forwarder.acknowledged();
    }

    /** Stops what Dropwizard has started and never stops. Lines that come after this go to the output alone. */
    public static void stopAll() {
        running(FluentdAppender.class).forEach(FluentdAppender::stop);
        running(OutputAppender.class).forEach(OutputAppender::drain);
    }

    /** Shows what became of lines; nothing when the appender is off. */
    public static void register(PrometheusRegistry metrics) {
        for (FluentdAppender appender : running(FluentdAppender.class)) {
            CounterWithCallback.builder()
                    .name("log_lines_dropped_total")
                    .help("Log lines that found no room to wait for Fluentd in")
                    .callback(callback -> callback.call(appender.dropped()))
                    .register(metrics);
            CounterWithCallback.builder()
                    .name("log_lines_forwarded_total")
                    .help("Log lines that Fluentd has acknowledged")
                    .callback(callback -> callback.call(appender.acknowledged()))
                    .register(metrics);
            GaugeWithCallback.builder()
                    .name("log_buffer_bytes")
                    .help("Log lines that wait for Fluentd on disk")
                    .callback(callback -> callback.call(appender.spooled()))
                    .register(metrics);
        }
    }

    @Override
    Stream<Worker> threads() {
        return Stream.concat(super.threads(), Stream.of(forwarder.worker()));
    }

    /** The threads by which lines go to the output and to Fluentd. */
    public static List<Worker> workers() {
        return Stream.concat(running(OutputAppender.class).stream(), running(FluentdAppender.class).stream())
                .flatMap(BatchAppender::threads)
                .toList();
    }

    long spooled() {
        return spool.size();
    }
}
