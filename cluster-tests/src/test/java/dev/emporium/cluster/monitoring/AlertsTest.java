package dev.emporium.cluster.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.render.Charts;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Schemas;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class AlertsTest {
    private static final Alerts ALERTS = Alerts.read();
    private static final Pattern VIEW = Pattern.compile(
            "#/view/([a-z-]+)\\?_g=\\(time:\\(from:'\\$\\{__from:date:iso}',to:'\\$\\{__to:date:iso}'\\)\\)");

    /** A counter or a part of a histogram, and the begin of the time that it is asked of. */
    private static final Pattern COUNTER =
            Pattern.compile("(?<![:\\w])[a-z_]+_(?:total|count|sum|bucket)(?![:\\w])(?:\\{[^}]*})?(\\[)?");

    /** In the cluster it has TLS, and whoever looks at it brings it to their machine. */
    private static final String KIBANA = "https://localhost:5601";

    private static final Pattern OF_BROKERS = Pattern.compile("\\bkafka_\\w+");

    private static final Pattern OF_FLUENTD = Pattern.compile("plugin_id=\"([^\"]+)\"");

    private static final Pattern RECORDED = Pattern.compile("\\b[a-z]+:[a-z_]+:[a-z_0-9]+\\b");

    @Test
    void everyAlertSaysHowBadItIsWhatToDoAndIsTestedBothWays() {
        assertThat(ALERTS.alerts()).hasSizeGreaterThan(20);
        assertThat(ALERTS.faults()).isEmpty();
    }

    @Test
    void noticesAnAlertWithoutThem() {
        ObjectNode bare = ALERTS.alerts().get(0).deepCopy();
        bare.put("alert", "Bare").remove(List.of("labels", "annotations"));
        List<JsonNode> firing = ALERTS.tests().stream()
                .filter(test -> !test.at("/alert_rule_test/0/exp_alerts").isEmpty())
                .toList();
        List<JsonNode> quiet = ALERTS.tests().stream()
                .filter(test -> test.at("/alert_rule_test/0/exp_alerts").isEmpty())
                .toList();

        assertThat(new Alerts(List.of(bare), ALERTS.tests()).faults())
                .containsExactly(
                        "Bare does not say how bad it is",
                        "Bare has no summary",
                        "Bare has no runbook that tells of it",
                        "Bare has no test that fires it",
                        "Bare has no test in which it stays quiet");
        assertThat(new Alerts(ALERTS.rules(), quiet).faults()).contains("BrokerAway has no test that fires it");
        assertThat(new Alerts(ALERTS.rules(), firing).faults())
                .contains("BrokerAway has no test in which it stays quiet");
    }

    @Test
    void theClusterIsGivenTheFilesThemselves() throws Exception {
        List<JsonNode> objects =
                Charts.render(Alerts.HOME, "monitoring", Documents.path("k8s/infrastructure/values.yaml"));

        assertThat(objects.stream().flatMap(object -> Schemas.violations(object).stream()))
                .isEmpty();
        assertThat(objects.stream()
                        .filter(object -> object.path("kind").asText().equals("PrometheusRule"))
                        .map(object -> object.path("spec")))
                .containsExactlyInAnyOrderElementsOf(Alerts.files("rules"));
        assertThat(objects.stream()
                        .filter(object -> object.path("kind").asText().equals("Secret"))
                        .map(object ->
                                object.at("/stringData/alertmanager.yaml").asText()))
                .containsExactly(Files.readString(Alerts.HOME.resolve("alertmanager.yaml")));
        try (Stream<Path> files = Files.list(Alerts.HOME.resolve("dashboards"))) {
            for (Path file : files.toList()) {
                assertThat(objects.stream().map(object -> object.path("data")
                                .path(file.getFileName().toString())
                                .asText()))
                        .contains(Files.readString(file).replace("http://localhost:5601", KIBANA));
            }
        }
    }

    /** Whoever waits for the watchdog is outside of the cluster, and is told every minute; elsewhere nobody waits for it. */
    @Test
    void theWatchdogIsToldToWhomeverTheStoreOfSecretsNames() throws Exception {
        JsonNode told = watchdog("production");
        assertThat(told.at("/webhook_configs"))
                .singleElement()
                .satisfies(webhook -> assertThat(webhook.path("url_file").asText())
                        .isEqualTo("/etc/alertmanager/receivers/watchdog-url"))
                // that it has ended would be taken for a sign of life
                .satisfies(webhook -> assertThat(webhook.path("send_resolved").asBoolean(true))
                        .isFalse());
        assertThat(watchdog("staging")).hasSize(1);
        // the chart's own would say that something is alive which reads none of our rules
        assertThat(operator("kube-prometheus-stack")
                        .at("/values/defaultRules/disabled/Watchdog")
                        .asBoolean())
                .isTrue();
    }

    /** Which series they are is for a real broker with Strimzi's reporter to say: with this list it gave these. */
    @Test
    void kafkasBrokersGiveWhatTheRulesAskOfThem() throws Exception {
        List<JsonNode> objects = Charts.render(
                Documents.path("k8s/infrastructure"),
                "infrastructure",
                Documents.path("k8s/infrastructure/shared.yaml"));
        List<String> given = new ArrayList<>();
        one(objects, "Kafka")
                .at("/spec/kafka/metricsConfig/values/allowList")
                .forEach(name -> given.add(name.asText()));
        Set<String> asked = ALERTS.rules().stream()
                .flatMap(rule -> OF_BROKERS.matcher(rule.path("expr").asText()).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());

        assertThat(asked).isNotEmpty().allMatch(name -> given.stream().anyMatch(name::matches));
    }

    @Test
    void fluentdsOutputsAreCalledWhatItsConfigurationCallsThem() throws Exception {
        List<String> asked = ALERTS.rules().stream()
                .flatMap(rule -> OF_FLUENTD.matcher(rule.path("expr").asText()).results())
                .map(output -> output.group(1))
                .toList();

        assertThat(asked).isNotEmpty();
        assertThat(Files.readString(Documents.path("logging/fluentd/fluent.conf")))
                .contains(asked.stream().map(id -> "@id " + id + "\n").toList());
    }

    private static JsonNode watchdog(String environment) throws Exception {
        List<JsonNode> objects = Charts.render(
                Alerts.HOME,
                "monitoring",
                Documents.path("k8s/infrastructure/values.yaml"),
                Documents.path("k8s/environments", environment + ".yaml"));
        JsonNode secret = one(objects, "Secret");
        List<String> keys = one(objects, "ExternalSecret").findValuesAsText("secretKey");
        JsonNode configuration = Documents.parse(
                        secret.at("/stringData/alertmanager.yaml").asText())
                .get(0);
        assertThat(keys.contains("watchdog-url"))
                .isEqualTo(configuration.toString().contains("watchdog-url"));
        return StreamSupport.stream(configuration.path("receivers").spliterator(), false)
                .filter(receiver -> receiver.path("name").asText().equals("watchdog"))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode one(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode operator(String name) {
        return StreamSupport.stream(
                        Documents.read(Documents.path("argocd/environment/values.yaml"))
                                .get(0)
                                .path("operators")
                                .spliterator(),
                        false)
                .filter(operator -> operator.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Else the namespace is that of the pod that tells, and certificates of one name in two namespaces are one. */
    @Test
    void aCertificateIsKnownByItsOwnNamespace() {
        assertThat(operator("cert-manager")
                        .at("/values/prometheus/podmonitor/honorLabels")
                        .asBoolean())
                .isTrue();
        assertThat(ALERTS.alerts())
                .filteredOn(alert -> alert.path("expr").asText().contains("certmanager_"))
                .allSatisfy(alert -> assertThat(alert.path("expr").asText()).contains("by (namespace, name)"));
    }

    /** A canary is judged by what dashboards show and alerts look at. */
    @Test
    void whatIsUsedByNameIsRecorded() throws Exception {
        assertThat(recordedBy(Files.readString(Documents.path("k8s/chart/templates/delivery.yaml"))))
                .contains("pod:http_server_errors:rate2m")
                .isSubsetOf(ALERTS.recorded());
        try (Stream<Path> files = Files.list(Alerts.HOME.resolve("dashboards"))) {
            for (Path file : files.toList()) {
                assertThat(recordedBy(Files.readString(file))).isSubsetOf(ALERTS.recorded());
            }
        }
        String rules = ALERTS.rules().toString();
        assertThat(recordedBy(rules)).hasSizeGreaterThan(5).isSubsetOf(ALERTS.recorded());
    }

    /** With the time that is looked at. */
    @Test
    void dashboardsLeadToSearchesThatThereAre() throws Exception {
        String searches = Files.readString(Documents.path("logging/kibana/saved-objects.ndjson"));
        try (Stream<Path> files = Files.list(Alerts.HOME.resolve("dashboards"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                assertThat(VIEW.matcher(text).results().map(link -> "\"id\":\"" + link.group(1) + '"'))
                        .as(file.toString())
                        .isNotEmpty()
                        .allSatisfy(id -> assertThat(searches).contains(id));
            }
        }
    }

    /** With the time that is looked at, and of the service that is looked at where there is one. */
    @Test
    void dashboardsLeadToTraces() throws Exception {
        try (Stream<Path> files = Files.list(Alerts.HOME.resolve("dashboards"))) {
            for (Path file : files.toList()) {
                JsonNode dashboard = Documents.read(file).get(0);
                List<String> panes = dashboard.findValuesAsText("url").stream()
                        .filter(url -> url.startsWith("/explore?schemaVersion=1&panes="))
                        .map(url -> URLDecoder.decode(url.split("panes=")[1], StandardCharsets.UTF_8))
                        .toList();
                assertThat(panes).as(file.toString()).hasSize(2);
                for (String pane : panes) {
                    JsonNode explored = Documents.parse(pane).get(0).path("a");
                    assertThat(explored.path("datasource").asText()).isEqualTo("tempo");
                    assertThat(explored.at("/range/from").asText()).isEqualTo("${__from}");
                    assertThat(explored.at("/range/to").asText()).isEqualTo("${__to}");
                    assertThat(explored.at("/queries/0/query").asText().contains("${job}"))
                            .isEqualTo(dashboard.at("/templating").toString().contains("\"name\":\"job\""));
                }
            }
        }
        assertThat(Files.readString(Documents.path("compose/grafana/datasources/emporium.yaml")))
                .contains("uid: tempo");
    }

    /** Each service without it says so; a second service that is down is another trouble. */
    @Test
    void oneKafkaThatIsAwayIsOneCall() {
        JsonNode route =
                Documents.read(Alerts.HOME.resolve("alertmanager.yaml")).get(0).path("route");
        assertThat(route.path("group_by").toString()).contains("job");
        assertThat(route.at("/routes/2/matchers/0").asText()).isEqualTo("severity = \"critical\"");
        assertThat(route.at("/routes/2/routes/0/matchers").toString()).contains("BrokerAway");
        assertThat(route.at("/routes/2/routes/0/group_by").toString()).isEqualTo("[\"alertname\"]");
    }

    /** Whoever reads 3 must see of what, and in what time. */
    @Test
    void aPanelOfWhatHappensPerSecondSaysSo() {
        List<JsonNode> panels = Alerts.all(Alerts.files("dashboards"), "/panels").stream()
                .filter(panel -> panel.at("/targets/0/expr").asText().matches("(?:sum by \\(.*\\) \\()?rate\\(.*"))
                .toList();
        assertThat(panels).hasSizeGreaterThan(10).allSatisfy(panel -> {
            boolean ofRequests =
                    panel.at("/targets/0/expr").asText().matches(".*(?:_duration_seconds_count|_rq_xx)(?!.*kafka).*");
            String unit = panel.at("/fieldConfig/defaults/unit").asText();
            assertThat(unit.equals("reqps")).as(panel.path("title").asText()).isEqualTo(ofRequests);
            assertThat(unit.equals("short")
                            && panel.path("description").asText().isEmpty())
                    .as(panel.path("title").asText())
                    .isFalse();
        });
    }

    /** It begins anew with its process, and their sum falls with a pod that goes: only what it grows by says something. */
    @Test
    void noPanelShowsACounterAsItIs() throws Exception {
        assertThat(Alerts.panels()).hasSizeGreaterThan(50).noneMatch(AlertsTest::hasABareCounter);
        assertThat(hasABareCounter("sum by (job) (orders_total{status=\"pending\"})"))
                .isTrue();
        assertThat(hasABareCounter("sum(rate(orders_total{status=\"pending\"}[5m]))"))
                .isFalse();
    }

    private static boolean hasABareCounter(String query) {
        return COUNTER.matcher(query).results().anyMatch(counter -> counter.group(1) == null);
    }

    private static Set<String> recordedBy(String text) {
        return RECORDED.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
