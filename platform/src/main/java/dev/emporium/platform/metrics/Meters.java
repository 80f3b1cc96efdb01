package dev.emporium.platform.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The metrics that are the same for all who have such a thing, each with a label that names it: those whom the service
 * stands on, pools, caches, and what the database is asked for. {@code docs/metrics.md} lists them. Thread safe.
 */
public final class Meters {
    private final Histogram calls;
    private final Counter lookups;
    private final Measurements measurements;
    private final Map<String, Pool> pools = new ConcurrentSkipListMap<>();
    private final Map<String, BooleanSupplier> circuits = new ConcurrentSkipListMap<>();

    /**
     * What is lent out and comes back: connections, threads, room.
     *
     * @param limit of those in use
     * @param waiting who found none
     */
    public record Pool(IntSupplier inUse, IntSupplier limit, IntSupplier waiting) {}

    public Meters(PrometheusRegistry registry, Jdbi jdbi) {
        this.calls = Histogram.builder()
                .name("dependency_call_duration_seconds")
                .help("What was asked of somebody else, until the answer or the end of our patience")
                .labelNames("dependency", "outcome")
                .classicUpperBounds(.005, .025, .1, .5, 1, 2.5, 5)
                .classicOnly()
                .register(registry);
        this.lookups = Counter.builder()
                .name("cache_requests_total")
                .help("What was looked for in a cache, and whether it was there")
                .labelNames("cache", "result")
                .register(registry);
        this.measurements = new Measurements(jdbi, System::nanoTime);
        registry.register(measurements);
        GaugeWithCallback.builder()
                .name("dependency_circuit_open")
                .help("1 while calls fail at once since too many have failed before")
                .labelNames("dependency")
                .callback(gauge -> circuits.forEach((name, open) -> gauge.call(open.getAsBoolean() ? 1 : 0, name)))
                .register(registry);
        pools(registry, "pool_in_use", "Connections, threads or places that are at work", Pool::inUse);
        pools(registry, "pool_limit", "How many can be at work", Pool::limit);
        pools(registry, "pool_waiting", "Who waits for one", Pool::waiting);
    }

    private void pools(PrometheusRegistry registry, String name, String help, Function<Pool, IntSupplier> of) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("pool")
                .callback(gauge -> pools.forEach(
                        (pool, numbers) -> gauge.call(of.apply(numbers).getAsInt(), pool)))
                .register(registry);
    }

    /** Somebody whom the service asks, by a name of the house: {@code product-service}, {@code database}. */
    public Dependency dependency(String name) {
        return new Dependency(outcome -> calls.labelValues(name, outcome.word()));
    }

    /** Shows whether a dependency's circuit is open. */
    public void circuit(String dependency, BooleanSupplier isOpen) {
        circuits.put(dependency, isOpen);
    }

    /** Shows how much of a pool is in use. The numbers are asked at each scrape, by its thread. */
    public void pool(String name, Pool numbers) {
        pools.put(name, numbers);
    }

    /** Counts what a cache has and has not. */
    public CacheCounts cache(String name) {
        return new CacheCounts(lookups.labelValues(name, "hit")::inc, lookups.labelValues(name, "miss")::inc);
    }

    /** Shows a number of the database, which is asked for it as {@link Measurements} says. */
    public void measure(String name, String help, ToDoubleFunction<Handle> question) {
        measurements.add(name, help, null, handle -> Map.of("", question.applyAsDouble(handle)));
    }

    /** The same for one that is several, by the values of a label. */
    public void measure(String name, String help, String label, Measurements.Question question) {
        measurements.add(name, help, label, question);
    }
}
