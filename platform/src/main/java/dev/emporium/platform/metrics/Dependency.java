package dev.emporium.platform.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Somebody whom the service asks: how often, with what outcome, and how long it took. Thread safe. */
public final class Dependency {
    /** What came of a call. */
    public enum Outcome {
        /** It did what it was asked for. */
        SUCCESS,
        /** It works, and has said no. */
        REFUSED,
        /** It gave no usable answer. */
        FAILURE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Outcome, DistributionDataPoint> durations = new EnumMap<>(Outcome.class);

    Dependency(Function<Outcome, DistributionDataPoint> durations) {
        for (Outcome outcome : Outcome.values()) {
            this.durations.put(outcome, durations.apply(outcome));
        }
    }

    /** @param start what {@link System#nanoTime} was when it was asked */
    public void answered(Outcome outcome, long start) {
        took(outcome, System.nanoTime() - start);
    }

    public void took(Outcome outcome, long nanos) {
        durations.get(outcome).observe(nanos / (double) TimeUnit.SECONDS.toNanos(1));
    }
}
