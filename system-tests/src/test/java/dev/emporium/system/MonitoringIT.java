package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** No dead panel and no rule that never sees anything: a real Prometheus watches a day in the shop with a few faults. */
@OnThePlatform
class MonitoringIT {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern BURN = Pattern.compile("slo:burn:rate\\w+");

    /** A number, and with what constant it is compared. */
    private static final Pattern CONDITION = Pattern.compile("(.+) (?:>|>=|<|==) [0-9.]+");

    /** Only in the cluster: cert-manager, the databases' operator, Kafka's reporter, Fluentd and Emissary have it. */
    private static final Pattern ELSEWHERE =
            Pattern.compile("\\b(?:certmanager|cnpg|kafka|fluentd|envoy_cluster_ratelimit)_");

    private final Platform platform;

    MonitoringIT(Platform platform) {
        this.platform = platform;
    }

    @Test
    void everyQueryOfEveryPanelAndRuleGivesASeries() throws Exception {
        Set<String> queries = new LinkedHashSet<>(panels());
        queries.addAll(rules());
        assertThat(queries).hasSizeGreaterThan(100);
        try (Prometheus prometheus = Prometheus.watch(platform)) {
            Eventually.within(PATIENCE, () -> assertThat(prometheus.query("up"))
                    .hasSize(Platform.SERVICES.size() + 1)
                    .containsOnly(1.0));
            new Trade(platform).day();
            new Trade(platform).day();

            Eventually.within(
                    PATIENCE, () -> assertThat(dead(queries, prometheus)).isEmpty());
            // what was done to it is seen
            Eventually.within(
                    PATIENCE, () -> assertThat(prometheus.firing()).contains("DeadLetters", "RefundsFail", "Watchdog"));
            assertThat(dead(Set.of("order_total", "sum(orders_total{status=\"lost\"})", "0 * up / 0"), prometheus))
                    .hasSize(3);
            theLineOfARequestLeadsToHowOthersFare(prometheus);
        }
    }

    /** As docs/runbooks/one-request.md goes: the dashboard of its service shows the route and the status of the request's line. */
    private void theLineOfARequestLeadsToHowOthersFare(Prometheus prometheus) throws Exception {
        String request = Shop.at(platform)
                .guest()
                .get("/products/01980000-0000-7000-8000-000000000000")
                .text("request_id");
        JsonNode line = Eventually.get(PATIENCE, () -> ServiceLogs.lines().stream()
                .filter(each -> each.path("http.request.id").asText().equals(request))
                .filter(each -> each.path("event.action").asText().equals("http-request"))
                .findFirst()
                .orElseThrow());
        String service = line.path("service.name").asText();
        shows(prometheus, service, "Rate by route", "route", line.path("http.route"));
        shows(prometheus, service, "By status", "status", line.path("http.response.status_code"));
    }

    private static void shows(Prometheus prometheus, String service, String title, String label, JsonNode value)
            throws Exception {
        JsonNode dashboard = YAML.readTree(
                Platform.root().resolve("monitoring/dashboards/service.json").toFile());
        String query = StreamSupport.stream(dashboard.path("panels").spliterator(), false)
                .filter(panel -> panel.path("title").asText().equals(title))
                .findFirst()
                .orElseThrow()
                .at("/targets/0/expr")
                .asText()
                .replace("$__rate_interval", "1m")
                .replace("$job", service);
        Eventually.within(PATIENCE, () -> assertThat(prometheus.labels(query))
                .extracting(labels -> labels.path(label).asText())
                .contains(value.asText()));
    }

    private static List<String> dead(Set<String> queries, Prometheus prometheus) throws Exception {
        List<String> dead = new ArrayList<>();
        for (String query : queries) {
            boolean lives = false;
            for (String service : query.contains("$job") ? Platform.SERVICES : List.of("")) {
                lives = lives
                        || !prometheus.query(query.replace("$job", service)).isEmpty();
            }
            if (!lives) {
                dead.add(query);
            }
        }
        return dead;
    }

    private static List<String> panels() throws IOException {
        List<String> queries = new ArrayList<>();
        for (Path file : files("dashboards")) {
            for (JsonNode panel : YAML.readTree(file.toFile()).path("panels")) {
                panel.path("targets")
                        .forEach(target ->
                                queries.add(target.path("expr").asText().replace("$__rate_interval", "1m")));
            }
        }
        return queries;
    }

    private static List<String> rules() throws IOException {
        List<String> queries = new ArrayList<>();
        for (Path file : files("rules")) {
            for (JsonNode group : YAML.readTree(file.toFile()).path("groups")) {
                group.path("rules").forEach(rule -> queries.addAll(asked(rule)));
            }
        }
        queries.removeIf(query -> ELSEWHERE.matcher(query).find());
        return queries;
    }

    /** What a rule records; of an alert what it looks at, which is there while all is well. */
    private static List<String> asked(JsonNode rule) {
        if (rule.has("record")) {
            return List.of(rule.path("record").asText());
        }
        String condition = rule.path("expr").asText().strip();
        List<String> burns =
                BURN.matcher(condition).results().map(MatchResult::group).toList();
        if (!burns.isEmpty()) {
            return burns;
        }
        Matcher compared = CONDITION.matcher(condition);
        assertThat(compared.matches()).as(condition).isTrue();
        return List.of(compared.group(1));
    }

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> files =
                Files.list(Platform.root().resolve("monitoring").resolve(folder))) {
            return files.sorted().toList();
        }
    }
}
