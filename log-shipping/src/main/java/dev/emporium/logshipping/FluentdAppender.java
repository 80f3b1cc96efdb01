package dev.emporium.logshipping;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.emporium.platform.Worker;
import dev.emporium.platform.logging.BatchAppender;
import dev.emporium.platform.logging.LogRecords;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
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
    protected byte[] encode(ILoggingEvent event) {
        return ForwardMessage.entry(event.getInstant(), records.of(event));
    }

    @Override
    protected boolean write(byte[] lines) {
        return spool.add(lines);
    }

    @Override
    protected boolean waits() {
        return false;
    }

    /** What is there goes to Fluentd if it takes it, and for no longer than the patience lasts. */
    @Override
    protected boolean stopped() {
        boolean interrupted = forwarder.stop(System.nanoTime() + patience.toNanos());
        spool.close();
        return interrupted;
    }

    @Override
    protected long dropped() {
        return super.dropped() + forwarder.torn();
    }

    long acknowledged() {
        return forwarder.acknowledged();
    }

    @Override
    protected void register(PrometheusRegistry metrics) {
        CounterWithCallback.builder()
                .name("log_lines_dropped_total")
                .help("Log lines that found no room to wait for Fluentd in")
                .callback(callback -> callback.call(dropped()))
                .register(metrics);
        CounterWithCallback.builder()
                .name("log_lines_forwarded_total")
                .help("Log lines that Fluentd has acknowledged")
                .callback(callback -> callback.call(acknowledged()))
                .register(metrics);
        GaugeWithCallback.builder()
                .name("log_buffer_bytes")
                .help("Log lines that wait for Fluentd on disk")
                .callback(callback -> callback.call(spooled()))
                .register(metrics);
    }

    @Override
    protected Stream<Worker> threads() {
        return Stream.concat(super.threads(), Stream.of(forwarder.worker()));
    }

    long spooled() {
        return spool.size();
    }
}
