package dev.emporium.cluster.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The rules of {@code monitoring/} and their tests, and what is wrong with them. */
record Alerts(List<JsonNode> rules, List<JsonNode> tests) {
    static final Path HOME = Documents.path("monitoring");
    private static final Set<String> SEVERITIES = Set.of("critical", "warning");

    /** It is missed when it is not told, so it is always told. */
    private static final String ALWAYS_ON = "Watchdog";

    static Alerts read() {
        return new Alerts(rules(files("rules")), all(files("tests"), "/tests"));
    }

    static List<JsonNode> files(String folder) {
        try (Stream<Path> files = Files.list(HOME.resolve(folder))) {
            return files.sorted().flatMap(file -> Documents.read(file).stream()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the panels of all dashboards ask. */
    static List<String> panels() {
        return all(all(files("dashboards"), "/panels"), "/targets").stream()
                .map(target -> target.path("expr").asText())
                .toList();
    }

    static List<JsonNode> rules(List<JsonNode> files) {
        return all(all(files, "/groups"), "/rules");
    }

    static List<JsonNode> all(List<JsonNode> nodes, String place) {
        return nodes.stream().flatMap(node -> stream(node.at(place))).toList();
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    List<JsonNode> alerts() {
        return rules.stream().filter(rule -> rule.has("alert")).toList();
    }

    /** The names of what is recorded. */
    Set<String> recorded() {
        Set<String> names = new TreeSet<>();
        rules.forEach(rule -> names.add(rule.path("record").asText()));
        return names;
    }

    List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (JsonNode alert : alerts()) {
            String name = alert.path("alert").asText();
            boolean alwaysOn = name.equals(ALWAYS_ON);
            if (!(alwaysOn ? Set.of("none") : SEVERITIES)
                    .contains(alert.at("/labels/severity").asText())) {
                faults.add(name + " does not say how bad it is");
            }
            if (alert.at("/annotations/summary").asText().isBlank()) {
                faults.add(name + " has no summary");
            }
            if (!tells(alert.at("/annotations/runbook").asText(), name)) {
                faults.add(name + " has no runbook that tells of it");
            }
            List<JsonNode> cases = tests.stream()
                    .flatMap(test -> stream(test.path("alert_rule_test")))
                    .filter(test -> test.path("alertname").asText().equals(name))
                    .toList();
            if (cases.stream().allMatch(test -> test.path("exp_alerts").isEmpty())) {
                faults.add(name + " has no test that fires it");
            }
            if (cases.stream().noneMatch(test -> test.path("exp_alerts").isEmpty()) != alwaysOn) {
                faults.add(name + " has no test in which it stays quiet");
            }
        }
        return faults;
    }

    private static boolean tells(String runbook, String alert) {
        Path page = Documents.path(runbook);
        try {
            return runbook.startsWith("docs/runbooks/")
                    && Files.isRegularFile(page)
                    && Files.readString(page).contains('`' + alert + '`');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
