package dev.emporium.platform.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Numbers of the database, all asked for by one connection, at most once in {@link #KEPT} however many scrape. A database
 * that is away leaves a gap, and costs a scrape one time-out of the pool; while somebody asks, others get what was found
 * before. Thread safe.
 */
public final class Measurements implements MultiCollector {
    static final Duration KEPT = Duration.ofSeconds(5);

    private final Jdbi jdbi;
    private final LongSupplier nanoTime;
    private final List<Measurement> measurements = new CopyOnWriteArrayList<>();
    private final ReentrantLock asking = new ReentrantLock();
    private volatile MetricSnapshots latest = new MetricSnapshots();
    private volatile long due;

    /** Asks the database; one cheap statement, on an index or a small table. */
    @FunctionalInterface
    public interface Question {
        /** @return the numbers by the values of the label, of which there are few */
        Map<String, Double> ask(Handle handle);
    }

    private record Measurement(String name, String help, String label, Question question) {
        MetricSnapshot ask(Handle handle) {
            GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
            question.ask(handle)
                    .forEach((value, number) -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                            .labels(label == null ? Labels.EMPTY : Labels.of(label, value))
                            .value(number)
                            .build()));
            return gauge.build();
        }
    }

    Measurements(Jdbi jdbi, LongSupplier nanoTime) {
        this.jdbi = jdbi;
        this.nanoTime = nanoTime;
        this.due = nanoTime.getAsLong();
    }

    void add(String name, String help, String label, Question question) {
        measurements.add(new Measurement(name, help, label, question));
    }

    @Override
    public MetricSnapshots collect() {
        if (!measurements.isEmpty() && nanoTime.getAsLong() - due >= 0 && asking.tryLock()) {
            try {
                latest = ask();
            } finally {
                due = nanoTime.getAsLong() + KEPT.toNanos();
                asking.unlock();
            }
        }
        return latest;
    }

    private MetricSnapshots ask() {
        try {
            return jdbi.withHandle(handle -> {
                List<MetricSnapshot> found = new ArrayList<>();
                measurements.forEach(one -> found.add(one.ask(handle)));
                return new MetricSnapshots(found);
            });
        } catch (JdbiException e) {
            return new MetricSnapshots();
        }
    }

    @Override
    public List<String> getPrometheusNames() {
        return measurements.stream().map(Measurement::name).toList();
    }
}
