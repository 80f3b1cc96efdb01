package dev.emporium.platform.operations;

import dev.emporium.platform.Platform;
import dev.emporium.platform.Worker;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service's books must add up to, asked again and again: how much does not is the gauge {@code
 * reconciliation_differences}, and each difference is an ERROR once, for as long as it is there. Thread safe.
 */
public final class Books implements Runnable {
    /** What is damaged is found within that, as long as the checks take no more than a fiftieth of it. */
    public static final Duration PERIOD = Duration.ofSeconds(20);

    private static final Duration FIRST = Duration.ofSeconds(5);

    /** Large books are looked at less often, so that each replica takes no more than a fiftieth of one connection's time. */
    private static final int SHARE = 50;

    private static final int MOST = 100;
    private static final Logger LOGGER = LoggerFactory.getLogger(Books.class);

    private final Jdbi jdbi;
    private final Map<String, Check> checks;
    private final Map<String, List<Difference>> found = new ConcurrentHashMap<>();

    /** Looks for what does not add up. */
    @FunctionalInterface
    public interface Check {
        /**
         * In one statement, which sees one moment: what changes meanwhile is no difference. It is asked again and again on
         * every replica, so it is a query for the set.
         *
         * @param most how many it tells at most
         */
        List<Difference> find(Handle handle, int most);
    }

    /**
     * Something that does not add up.
     *
     * @param subjectId whose: an order's or a product's
     * @param detail both numbers, in few words; no personal data
     */
    public record Difference(UUID subjectId, String detail) {}

    /** @param checks by name, such as {@code reserved} */
    public Books(Jdbi jdbi, PrometheusRegistry metrics, Map<String, Check> checks) {
        this.jdbi = jdbi;
        this.checks = new TreeMap<>(checks);
        GaugeWithCallback.builder()
                .name("reconciliation_differences")
                .help("What does not add up, by the check that found it; counted up to " + MOST)
                .labelNames("check")
                .callback(gauge -> found.forEach((check, differences) -> gauge.call(differences.size(), check)))
                .register(metrics);
    }

    /** Has a service's books looked after as long as it runs. */
    public static Books keep(Platform platform, Map<String, Check> checks) {
        Books books = new Books(platform.jdbi(), platform.metrics(), checks);
        platform.manage(new Worker(
                "books",
                new Worker.Round() {
                    private Duration wait = FIRST;

                    @Override
                    public void run(Worker self) throws InterruptedException {
                        if (!self.pause(wait)) {
                            wait = PERIOD;
                            wait = after(books.time());
                        }
                    }
                },
                () -> {}));
        return books;
    }

    private Duration time() {
        long start = System.nanoTime();
        run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** How long the next round waits after one that took so long. */
    static Duration after(Duration round) {
        Duration share = round.multipliedBy(SHARE);
        return share.compareTo(PERIOD) < 0 ? PERIOD : share;
    }

    /** What did not add up the last time, by check; those that have not been asked yet are not there. */
    public Map<String, List<Difference>> differences() {
        return Map.copyOf(found);
    }

    /** Asks all checks once. */
    @Override
    public void run() {
        checks.forEach((name, check) -> note(name, jdbi.withHandle(handle -> check.find(handle, MOST))));
    }

    /** Takes what somebody else's check has found, of whom each has another name. */
    public void note(String check, List<Difference> differences) {
        List<Difference> most = differences.stream().limit(MOST).toList();
        List<Difference> before = found.put(check, most);
        Set<Difference> told = new HashSet<>(before == null ? List.of() : before);
        most.stream().filter(told::add).forEach(difference -> tell(check, difference));
    }

    private static void tell(String check, Difference difference) {
        LOGGER.atError()
                .addKeyValue("event.action", "reconciliation-difference")
                .addKeyValue("emporium.subject_id", difference.subjectId())
                .addKeyValue("event.reason", check + ": " + difference.detail())
                .log("The books do not add up");
    }
}
