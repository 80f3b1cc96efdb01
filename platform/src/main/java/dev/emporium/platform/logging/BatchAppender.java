package dev.emporium.platform.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.emporium.platform.Worker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.LoggerFactory;

/**
 * Takes events from whoever logs, and has a thread of its own encode and write them, many at a time: to wake somebody
 * for each line, and to write each alone, would cost several times as much. An event waits no longer than
 * {@value #PAUSE_MS} ms; how many wait is bounded.
 */
@SuppressWarnings("this-escape") // no thread begins before start
public abstract class BatchAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    protected static final int PAUSE_MS = 20;

    private static final int LIMIT = 32_768;
    /** In events without one; a stack trace takes some kilobytes. */
    private static final int WEIGHT_OF_A_FAILURE = 16;

    private static final int BATCH = 64 << 10;

    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger weight = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream(BATCH);
    private final Worker writer;
    private final Thread hook = new Thread(this::drain);

    protected BatchAppender(String threadName) {
        writer = new Worker(threadName, this::write, () -> {});
    }

    protected abstract byte[] encode(ILoggingEvent event);

    /** Returns false when there is no room for what it is given. */
    protected abstract boolean write(byte[] lines);

    /** Whether an event that finds no room is waited with; it is dropped otherwise. */
    protected abstract boolean waits();

    @Override
    public void start() {
        super.start();
        writer.start();
        // a command that is no server ends without a word
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        int own = weight(event);
        while (weight.addAndGet(own) > LIMIT) {
            weight.addAndGet(-own);
            if (!waits()) {
                dropped.increment();
                return;
            }
            drain();
        }
        events.add(event);
    }

    private static int weight(ILoggingEvent event) {
        return event.getThrowableProxy() == null ? 1 : WEIGHT_OF_A_FAILURE;
    }

    private void write(Worker self) {
        boolean last = false;
        while (!last) {
            try {
                last = self.pause(Duration.ofMillis(PAUSE_MS));
            } catch (InterruptedException e) {
                last = true;
            }
            drain();
        }
    }

    /** Writes what is there. */
    public final synchronized void drain() {
        int lines = 0;
        int taken = 0;
        for (ILoggingEvent event = events.poll(); event != null; event = events.poll()) {
            taken += weight(event);
            try {
                batch.writeBytes(encode(event));
                lines++;
            } catch (RuntimeException e) {
                addError("an event cannot be encoded", e);
                dropped.increment();
            }
            if (batch.size() >= BATCH) {
                flush(lines, taken);
                lines = 0;
                taken = 0;
            }
        }
        flush(lines, taken);
    }

    private void flush(int lines, int taken) {
        if (lines > 0 && !write(batch.toByteArray())) {
            dropped.add(lines);
        }
        batch.reset();
        weight.addAndGet(-taken);
    }

    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        super.stop();
        boolean interrupted = writer.end(Duration.ofSeconds(1));
        interrupted |= stopped();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // this is the end already
        }
    }

    /** Ends what takes the lines further; returns whether it was interrupted. */
    protected boolean stopped() {
        return false;
    }

    /** The threads that lines are taken further by. */
    protected Stream<Worker> threads() {
        return Stream.of(writer);
    }

    /** Lines that found no room, or could not be encoded. */
    protected long dropped() {
        return dropped.sum();
    }

    /** Whether no event waits to be written. */
    public boolean isEmpty() {
        return weight.get() == 0;
    }

    /** Shows what became of lines, where that is worth a metric. */
    protected void register(PrometheusRegistry metrics) {}

    /** {@link #register} for all that are on. */
    public static void registerAll(PrometheusRegistry metrics) {
        running().forEach(appender -> appender.register(metrics));
    }

    /** The threads by which lines go wherever they go. */
    public static List<Worker> workers() {
        return running().stream().flatMap(BatchAppender::threads).toList();
    }

    /**
     * Stops what Dropwizard has started and never stops. Lines that come after this go to those alone that wait for
     * room, such as the output.
     */
    public static void stopAll() {
        List<BatchAppender> all = running();
        all.stream().filter(appender -> !appender.waits()).forEach(BatchAppender::stop);
        all.stream().filter(BatchAppender::waits).forEach(BatchAppender::drain);
    }

    private static List<BatchAppender> running() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Iterable<Appender<ILoggingEvent>> all =
                () -> context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
        Stream<Appender<ILoggingEvent>> appenders = StreamSupport.stream(all.spliterator(), false);
        return appenders
                .filter(BatchAppender.class::isInstance)
                .map(BatchAppender.class::cast)
                .toList();
    }
}
