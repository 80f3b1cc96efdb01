package dev.emporium.platform.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.testing.TestDatabase;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class MeasurementsIT {
    private static final TestDatabase DATABASE = TestDatabase.create();

    private final AtomicInteger asked = new AtomicInteger();
    private long nanos;

    @Test
    void asksOnceInAWhileHoweverManyScrape() {
        Measurements measurements = measurements(DATABASE.jdbi());

        assertThat(numbers(measurements.collect())).isEqualTo(Map.of("one", 1.0, "two", 2.0));
        nanos = Measurements.KEPT.toNanos() - 1;
        assertThat(numbers(measurements.collect())).isEqualTo(Map.of("one", 1.0, "two", 2.0));
        assertThat(asked).hasValue(1);
        nanos++;
        measurements.collect();
        assertThat(asked).hasValue(2);
    }

    @Test
    void leavesAGapWhileTheDatabaseIsAway() {
        Jdbi nobody = Jdbi.create("jdbc:postgresql://127.0.0.1:1/none");

        assertThat(measurements(nobody).collect().stream()).isEmpty();
    }

    private Measurements measurements(Jdbi jdbi) {
        Measurements measurements = new Measurements(jdbi, () -> nanos);
        measurements.add("things", "Things", "kind", this::things);
        return measurements;
    }

    private Map<String, Double> things(Handle handle) {
        asked.incrementAndGet();
        return handle.createQuery("values ('one', 1.0), ('two', 2.0)").reduceRows(new HashMap<>(), (all, row) -> {
            all.put(row.getColumn(1, String.class), row.getColumn(2, Double.class));
            return all;
        });
    }

    private static Map<String, Double> numbers(MetricSnapshots snapshots) {
        GaugeSnapshot gauge = (GaugeSnapshot) snapshots.get(0);
        return gauge.getDataPoints().stream()
                .collect(Collectors.toMap(
                        point -> point.getLabels().get("kind"), GaugeSnapshot.GaugeDataPointSnapshot::getValue));
    }
}
