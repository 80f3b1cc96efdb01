package dev.emporium.cluster.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prometheus' and Alertmanager's own programs, asked about our files. */
class AlertsIT {
    private static final Pattern ASKED = Pattern.compile("\\b(?:measure|gauge)\\(\\s*\"([a-z_]+)\"");

    /** More than any alert waits for. */
    private static final int MANY = 1_000_000;

    @Test
    void promtoolUnderstandsTheRulesAndTheirTestsHold() throws Exception {
        Commands.Result rules = run("promtool", paths("rules", "check", "rules"));
        assertThat(rules.exit()).as(rules.output()).isZero();
        Commands.Result tests = run("promtool", paths("tests", "test", "rules"));
        assertThat(tests.exit()).as(tests.output()).isZero();
        assertThat(tests.output()).contains("SUCCESS");
    }

    /** Argo CD counts from the first failure on, so its series begins with 1. */
    @Test
    void theFirstSyncThatFailsIsTold(@TempDir Path folder) throws Exception {
        Path rules = folder.resolve("rules.json");
        Files.writeString(
                rules,
                Documents.read(Documents.path("argocd/monitoring/alerts.yaml"))
                        .get(0)
                        .path("spec")
                        .toString());
        Path test = folder.resolve("test.yaml");
        Files.writeString(
                test,
                """
                rule_files: [%s]
                evaluation_interval: 1m
                tests:
                  - interval: 1m
                    input_series:
                      - {series: 'argocd_app_sync_total{name="cart", phase="Failed"}', values: '_x39 1x60'}
                      - {series: 'argocd_app_sync_total{name="order", phase="Failed"}', values: '1x100'}
                      - {series: 'argocd_app_sync_total{name="payment", phase="Succeeded"}', values: '_x39 1x60'}
                    promql_expr_test:
                      - expr: 'count by (name) (ALERTS{alertname="ArgoCdSyncFails"})'
                        eval_time: 45m
                        exp_samples: [{labels: '{name="cart"}', value: 1}]
                      - {expr: 'ALERTS{alertname="ArgoCdSyncFails"}', eval_time: 75m, exp_samples: []}
                """
                        .formatted(rules));
        Commands.Result told = run("promtool", List.of("test", "rules", test.toString()));
        assertThat(told.exit()).as(told.output()).isZero();
    }

    /** Each replica of a service asks their one database, so all of them tell the same. */
    @Test
    void replicasAreNotAddedUp(@TempDir Path folder) throws Exception {
        Set<String> shared =
                Stream.concat(asked(), Stream.of("reconciliation_differences")).collect(Collectors.toSet());
        assertThat(shared).contains("outbox_pending_messages", "checkouts_under_way");
        List<String> queries =
                Stream.concat(Alerts.panels().stream(), expressions()).toList();
        StringBuilder series = new StringBuilder();
        StringBuilder expressions = new StringBuilder();
        for (String name : shared) {
            told(series, name, MANY);
            queries.stream()
                    .filter(query -> query.matches("(?s).*\\b" + name + "\\b.*"))
                    .forEach(query -> is(expressions, query, MANY));
        }
        told(series, "up", 1);
        is(expressions, query("Services that answer"), 1);
        Path test = Files.writeString(
                folder.resolve("test.yaml"),
                "tests:\n  - interval: 1m\n    input_series:\n" + series + "    promql_expr_test:\n" + expressions);
        Commands.Result asked = run("promtool", List.of("test", "rules", test.toString()));
        assertThat(asked.exit()).as(asked.output()).isZero();
    }

    /** The names of what the services ask their databases for. */
    private static Stream<String> asked() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path file : Documents.ours(Documents.path(""))) {
            if (file.toString().matches(".*/src/main/java/.*\\.java")) {
                ASKED.matcher(Files.readString(file)).results().forEach(name -> names.add(name.group(1)));
            }
        }
        return names.stream();
    }

    private static Stream<String> expressions() {
        return Alerts.read().rules().stream().map(rule -> rule.path("expr").asText());
    }

    private static String query(String title) {
        return Alerts.files("dashboards").stream()
                .flatMap(dashboard ->
                        StreamSupport.stream(dashboard.path("panels").spliterator(), false))
                .filter(panel -> panel.path("title").asText().equals(title))
                .findFirst()
                .orElseThrow()
                .at("/targets/0/expr")
                .asText();
    }

    private static void told(StringBuilder series, String name, int value) {
        for (String replica : List.of("a", "b")) {
            series.append(
                    "      - {series: '%s{job=\"order-service\", instance=\"%s\", step=\"s\", check=\"c\"}', values: '%d'}\n"
                            .formatted(name, replica, value));
        }
    }

    private static void is(StringBuilder expressions, String query, int value) {
        expressions.append(
                "      - {expr: '(%s) != %d', eval_time: 0m, exp_samples: []}\n".formatted(query.strip(), value));
    }

    @Test
    void promtoolUnderstandsTheConfigurationOfCompose() throws Exception {
        Commands.Result checked = run(
                "promtool",
                List.of(
                        "check",
                        "config",
                        "--syntax-only",
                        Documents.path("compose/prometheus.yaml").toString()));
        assertThat(checked.exit()).as(checked.output()).isZero();
    }

    @Test
    void amtoolUnderstandsWhoHearsOfWhat() throws Exception {
        Commands.Result checked = run("amtool", List.of("check-config", configuration()));
        assertThat(checked.exit()).as(checked.output()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "whoever-is-on-call, severity=critical alertname=BrokerAway job=order-service",
        "people-by-day, severity=warning alertname=DeadLetters job=order-service",
        "watchdog, severity=none alertname=Watchdog",
        "nobody, severity=none alertname=InfoInhibitor",
        "people-by-day, alertname=SomebodyElses"
    })
    void wakesPeopleForWhatIsCriticalAlone(String receiver, String labels) throws Exception {
        List<String> words = Stream.concat(
                        Stream.of("config", "routes", "test", "--config.file=" + configuration()),
                        Stream.of(labels.split(" ")))
                .toList();
        assertThat(run("amtool", words).output().lines()).last().isEqualTo(receiver);
    }

    /** Where somebody is woken, the labels and all annotations are told anyway. */
    @Test
    void peopleByDayReadWhatIsWrongAndWhichPageTellsOfIt(@TempDir Path folder) throws Exception {
        String text = StreamSupport.stream(
                        Documents.read(Path.of(configuration()))
                                .get(0)
                                .path("receivers")
                                .spliterator(),
                        false)
                .map(receiver -> receiver.at("/slack_configs/0/text").asText())
                .collect(Collectors.joining());
        Path data = Files.writeString(
                folder.resolve("data.json"),
                """
                {"alerts": [{"annotations": {"summary": "Lines are lost", "runbook": "docs/runbooks/logs.md"}},
                 {"annotations": {"summary": "A disk fills", "runbook_url": "https://runbooks.example/disk"}}]}
                """);
        Path none = Files.writeString(folder.resolve("none.tmpl"), "");
        Commands.Result told = run(
                "amtool",
                List.of(
                        "template",
                        "render",
                        "--template.glob=" + none,
                        "--template.data=" + data,
                        "--template.text=" + text));
        assertThat(told.output().strip())
                .isEqualTo("Lines are lost: docs/runbooks/logs.md\nA disk fills: https://runbooks.example/disk");
    }

    private static String configuration() {
        return Alerts.HOME.resolve("alertmanager.yaml").toString();
    }

    private static List<String> paths(String folder, String... words) throws IOException {
        try (Stream<Path> files = Files.list(Alerts.HOME.resolve(folder))) {
            return Stream.concat(Stream.of(words), files.map(Path::toString).sorted())
                    .toList();
        }
    }

    /** The program that a variable of its name in capitals has, or that is on the PATH; where there is none the test is skipped, unless it must not be. */
    private static Commands.Result run(String program, List<String> words) throws InterruptedException {
        String named = System.getenv(program.toUpperCase(Locale.ROOT));
        try {
            return Commands.run(
                    Alerts.HOME,
                    Stream.concat(Stream.of(named == null ? program : named), words.stream())
                            .toArray(String[]::new));
        } catch (IOException e) {
            String absent = program + " is not on the PATH (run_tests.sh installs it where it can)";
            return "yes".equals(System.getenv("EMPORIUM_NEEDS_TOOLS")) ? fail(absent) : abort(absent);
        }
    }
}
