package dev.emporium.platform.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.StreamSupport;
import org.slf4j.LoggerFactory;

/**
 * Sends lines to Fluentd by way of memory and disk, and never waits for either: whoever logs puts the line into memory,
 * one thread takes it from there to the disk within {@value #MEMORY_MS} ms, another from the disk to Fluentd, which
 * acknowledges it. Memory and disk are bounded; a line that finds no room is dropped and counted. Each line arrives at
 * least once, and bears its {@code event.id}.
 *
 * <p>What is on the disk outlives the process: the next one sends it. A process that is killed loses what was in memory,
 * a machine that loses its power also what the system had not written out yet.
 */
public final class FluentdAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final long MEMORY_LIMIT = 8L << 20;
    private static final int MEMORY_MS = 20;
    private static final int BATCH = 64 << 10;

    private final LogRecords records;
    private final Spool spool;
    private final Duration patience;
    private final Forwarder forwarder;
    private final Queue<byte[]> memory = new ConcurrentLinkedQueue<>();
    private final AtomicLong memorySize = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread writer;

    FluentdAppender(LogRecords records, Spool spool, Forwarder.Target target, Duration patience) {
        this.records = records;
        this.spool = spool;
        this.patience = patience;
        this.forwarder = new Forwarder(spool, target);
        this.writer = new Thread(this::write, "log-writer");
        writer.setDaemon(true);
    }

    @Override
    public void start() {
        super.start();
        writer.start();
        forwarder.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        byte[] line = ForwardMessage.entry(event.getInstant(), records.of(event));
        if (memorySize.addAndGet(line.length) > MEMORY_LIMIT) {
            memorySize.addAndGet(-line.length);
            dropped.increment();
        } else {
            memory.add(line);
        }
    }

    private void write() {
        boolean last = false;
        while (!last) {
            try {
                last = stopping.await(MEMORY_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                last = true;
            }
            writeOut();
        }
    }

    private void writeOut() {
        ByteArrayOutputStream batch = new ByteArrayOutputStream(BATCH);
        int lines = 0;
        for (byte[] line = memory.poll(); line != null; line = memory.poll()) {
            batch.writeBytes(line);
            lines++;
            if (batch.size() >= BATCH) {
                writeOut(batch, lines);
                lines = 0;
            }
        }
        if (lines > 0) {
            writeOut(batch, lines);
        }
    }

    private void writeOut(ByteArrayOutputStream batch, int lines) {
        if (!spool.add(batch.toByteArray())) {
            dropped.add(lines);
        }
        memorySize.addAndGet(-batch.size());
        batch.reset();
    }

    /** Takes no more; what is there goes to Fluentd if it takes it, and for no longer than the patience lasts. */
    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        super.stop();
        long deadline = System.nanoTime() + patience.toNanos();
        stopping.countDown();
        boolean interrupted = join(writer, patience.toMillis());
        interrupted |= forwarder.stop(deadline);
        spool.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever stops us may be in a hurry; the thread still gets its time, which is bounded. */
    static boolean join(Thread thread, long millis) {
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(Math.max(1, millis));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        return interrupted;
    }

    long dropped() {
        return dropped.sum() + forwarder.torn();
    }

    long acknowledged() {
        return forwarder.acknowledged();
    }

    long buffered() {
        return memorySize.get() + spool.size();
    }

    private static Iterable<FluentdAppender> running() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Iterable<ch.qos.logback.core.Appender<ILoggingEvent>> all =
                () -> context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
        return StreamSupport.stream(all.spliterator(), false)
                .filter(FluentdAppender.class::isInstance)
                .map(FluentdAppender.class::cast)::iterator;
    }

    /** Stops what Dropwizard has started and never stops. Lines that come after this go to the output alone. */
    public static void stopAll() {
        running().forEach(FluentdAppender::stop);
    }

    /** Shows what became of lines; nothing when the appender is off. */
    public static void register(PrometheusRegistry metrics) {
        for (FluentdAppender appender : running()) {
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
                    .help("Log lines that wait for Fluentd, in memory and on disk")
                    .callback(callback -> callback.call(appender.buffered()))
                    .register(metrics);
        }
    }
}
