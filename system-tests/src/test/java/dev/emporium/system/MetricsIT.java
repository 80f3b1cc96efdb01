package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.system.Exposition.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the services of the running platform measure, held against docs/metrics.md both ways. */
@OnThePlatform
class MetricsIT {
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z_]+)` \\| ([a-z]+) \\| ([a-z]*) ?\\| ([^|]*?) ?\\| ([^|]+) \\| (.+) \\|");
    private static final Pattern WORD = Pattern.compile("`([a-z_]+)`");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Platform platform;
    private final Map<String, Documented> documented;

    /** @param in who has it: every service, the one that is named, or some of them */
    private record Documented(Metric metric, String unit, String in) {
        boolean isIn(String service) {
            return in.equals("every service") || in.equals(service);
        }

        boolean mayBeIn(String service) {
            return isIn(service) || !in.endsWith("-service");
        }
    }

    MetricsIT(Platform platform) {
        this.platform = platform;
        this.documented = rows(ServiceLogs.text(Platform.root().resolve("docs").resolve("metrics.md")));
    }

    private static Map<String, Documented> rows(String page) {
        return page.lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.toMap(
                        row -> row.group(1),
                        row -> new Documented(
                                new Metric(
                                        row.group(2),
                                        WORD.matcher(row.group(4))
                                                .results()
                                                .map(label -> label.group(1))
                                                .collect(Collectors.toCollection(TreeSet::new))),
                                row.group(3),
                                row.group(5))));
    }

    @Test
    void exposesWhatIsDocumentedAndDocumentsWhatIsExposed() throws Exception {
        new Trade(platform).day();

        assertThat(documented).hasSizeGreaterThan(50);
        Eventually.within(PATIENCE, () -> assertThat(faults(expositions())).isEmpty());
    }

    @Test
    void noticesWhatIsNotDocumentedWhatIsMissingAndWhatIsOtherwise() {
        String text =
                """
                # TYPE undocumented gauge
                undocumented 1
                # TYPE orders_total counter
                orders_total{order_id="1"} 1.0
                # TYPE payments_total gauge
                payments_total{status="captured"} 1.0
                """;
        assertThat(faults(Map.of("order-service", Exposition.parse(text))))
                .contains(
                        "order-service: undocumented is not documented",
                        "order-service: orders_total is counter[order_id], not counter[status]",
                        "order-service: payments_total is gauge[status], not counter[status]",
                        "order-service: payments_total is for payment-service alone",
                        "order-service: build_info is missing",
                        "nobody has outbox_held_keys");
    }

    @Test
    void hasTheUnitInTheName() {
        documented.forEach((name, row) -> {
            assertThat(name.endsWith("_total"))
                    .as(name)
                    .isEqualTo(row.metric().type().equals("counter"));
            Stream.of("seconds", "bytes").forEach(unit -> assertThat(name.contains("_" + unit))
                    .as(name)
                    .isEqualTo(row.unit().equals(unit)));
            assertThat(row.metric().labels().contains("currency"))
                    .as(name)
                    .isEqualTo(row.unit().equals("currency"));
        });
    }

    private Map<String, Exposition> expositions() throws Exception {
        Map<String, Exposition> expositions = new LinkedHashMap<>();
        for (String service : Platform.SERVICES) {
            expositions.put(service, Exposition.of(platform, service));
        }
        return expositions;
    }

    private List<String> faults(Map<String, Exposition> expositions) {
        List<String> faults = new ArrayList<>();
        expositions.forEach((service, exposition) -> {
            exposition.metrics().forEach((name, metric) -> {
                Documented row = documented.get(name);
                if (row == null) {
                    faults.add(service + ": " + name + " is not documented");
                } else {
                    if (!row.metric().equals(metric)) {
                        faults.add(service + ": " + name + " is " + said(metric) + ", not " + said(row.metric()));
                    }
                    if (!row.mayBeIn(service)) {
                        faults.add(service + ": " + name + " is for " + row.in() + " alone");
                    }
                }
            });
            new TreeMap<>(documented).forEach((name, row) -> {
                if (row.isIn(service) && !exposition.metrics().containsKey(name)) {
                    faults.add(service + ": " + name + " is missing");
                }
            });
        });
        documented.keySet().stream()
                .filter(name -> expositions.values().stream()
                        .noneMatch(exposition -> exposition.metrics().containsKey(name)))
                .forEach(name -> faults.add("nobody has " + name));
        return faults;
    }

    private static String said(Metric metric) {
        return metric.type() + metric.labels();
    }
}
