package dev.emporium.cluster.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.emporium.cluster.render.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sets Elasticsearch and Kibana up, run against one that only listens; it needs curl. */
class LogStreamsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** As Elasticsearch documents its life cycle: the actions of each phase. */
    private static final Map<String, Set<String>> PHASES = Map.of(
            "hot",
            Set.of("rollover", "set_priority", "readonly", "forcemerge", "shrink", "downsample", "unfollow"),
            "warm",
            Set.of("set_priority", "readonly", "forcemerge", "shrink", "allocate", "migrate", "downsample", "unfollow"),
            "delete",
            Set.of("delete", "wait_for_snapshot"));

    private static final Set<String> ROLLOVER = Set.of(
            "max_age",
            "max_docs",
            "max_size",
            "max_primary_shard_size",
            "max_primary_shard_docs",
            "min_age",
            "min_docs");

    /** Of all of a stream's indices an older one may have another type for as long as it is kept, at each sync. */
    private static final String MAPPING = "PUT /logs-emporium-default/_mapping?write_index_only=true";

    @TempDir
    private Path folder;

    private final Map<String, String> requests = new LinkedHashMap<>();
    private final Map<String, String> failures = new HashMap<>();
    private final List<String> users = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        requests.put(request, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        users.add(exchange.getRequestHeaders().getFirst("Authorization"));
        String failure = failures.get(request);
        byte[] body = (failure == null ? "{}" : failure).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(
                failure == null || failure.contains("success") || failure.contains("level") ? 200 : 400, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void makesLifeCycleFieldsUserAndStreamsInThisOrder() throws Exception {
        failures.put("GET /_data_stream/logs-emporium-default", "there is none");
        failures.put("GET /_data_stream/logs-emporium.dead_letter-default", "there is none");

        assertThat(run("elasticsearch/set-up.sh")).isZero();

        assertThat(requests.keySet().stream().filter(request -> request.startsWith("PUT")))
                .containsExactly(
                        "PUT /_ilm/policy/logs-emporium",
                        "PUT /_component_template/logs-emporium@fields",
                        "PUT /_index_template/logs-emporium",
                        "PUT /_index_template/logs-emporium.dead_letter",
                        "PUT /_security/role/emporium-log-reader",
                        "PUT /_security/role/emporium-log-writer",
                        "PUT /_security/user/fluentd",
                        "PUT /_data_stream/logs-emporium-default",
                        "PUT /_data_stream/logs-emporium.dead_letter-default");
        assertThat(body("PUT /_component_template/logs-emporium@fields").at("/template/mappings"))
                .isEqualTo(file("fields.json"));
        assertThat(body("PUT /_security/user/fluentd"))
                .hasToString("{\"password\":\"a/b+c=\",\"roles\":[\"emporium-log-writer\"]}");
        assertThat(users)
                .containsOnly(
                        "Basic " + Base64.getEncoder().encodeToString("elastic:e/l=".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void takesHotDaysAndDaysToKeepFromTheEnvironment() throws Exception {
        assertThat(run("elasticsearch/set-up.sh")).isZero();
        JsonNode phases = body("PUT /_ilm/policy/logs-emporium").at("/policy/phases");
        assertThat(phases.at("/warm/min_age").asText()).isEqualTo("7d");
        assertThat(phases.at("/delete/min_age").asText()).isEqualTo("30d");

        assertThat(run("elasticsearch/set-up.sh", "HOT_DAYS", "2", "KEEP_DAYS", "9"))
                .isZero();
        phases = body("PUT /_ilm/policy/logs-emporium").at("/policy/phases");
        assertThat(phases.at("/warm/min_age").asText()).isEqualTo("2d");
        assertThat(phases.at("/delete/min_age").asText()).isEqualTo("9d");
    }

    @Test
    void givesKibanaItsPasswordWhereNoOperatorDoes() throws Exception {
        assertThat(run("elasticsearch/set-up.sh")).isZero();
        assertThat(requests).doesNotContainKey("PUT /_security/user/kibana_system/_password");

        assertThat(run("elasticsearch/set-up.sh", "KIBANA_PASSWORD", "k")).isZero();
        assertThat(requests).containsEntry("PUT /_security/user/kibana_system/_password", "{\"password\":\"k\"}");
    }

    @Test
    void addsNewFieldsToTheIndexThatIsWrittenNowAndLeavesTheStreamsAlone() throws Exception {
        assertThat(run("elasticsearch/set-up.sh")).isZero();

        assertThat(body(MAPPING)).isEqualTo(file("fields.json"));
        assertThat(requests)
                .doesNotContainKeys("PUT /_data_stream/logs-emporium-default", "POST /logs-emporium-default/_rollover");
    }

    @Test
    void beginsANewIndexForAFieldOfAnotherType() throws Exception {
        failures.put(MAPPING, "mapper [a] cannot be changed from type [long]");

        assertThat(run("elasticsearch/set-up.sh")).isZero();

        assertThat(requests).containsKey("POST /logs-emporium-default/_rollover");
    }

    @Test
    void failsWithWhatElasticsearchRefuses() throws Exception {
        failures.put("PUT /_index_template/logs-emporium", "unknown field");

        assertThat(run("elasticsearch/set-up.sh")).isNotZero();

        assertThat(requests).doesNotContainKey("PUT /_security/user/fluentd");
    }

    @Test
    void importsObjectsUnderTheirOwnIdsAndSeesWhatKibanaHasRefused() throws Exception {
        String place = "POST /api/saved_objects/_import?overwrite=true";
        failures.put("GET /api/status", "{\"status\":{\"overall\":{\"level\":\"available\"}}}");

        failures.put(place, "{\"successCount\":28,\"success\":true,\"warnings\":[]}");
        assertThat(run("kibana/import.sh")).isZero();
        assertThat(requests.get(place)).contains("emporium-request", "filename=\"saved-objects.ndjson\"");

        failures.put(place, "{\"successCount\":27,\"success\":false,\"errors\":[{\"id\":\"emporium-request\"}]}");
        assertThat(run("kibana/import.sh")).isNotZero();
    }

    @Test
    void keepsToWhatElasticsearchDocuments() throws Exception {
        assertThat(lifeCycleFaults(file("life-cycle.json"))).isEmpty();
        assertThat(lifeCycleFaults(file("life-cycle.json", "\"warm\"", "\"lukewarm\"")))
                .containsExactly("lukewarm");
        assertThat(lifeCycleFaults(file("life-cycle.json", "\"min_age\": \"{hot", "\"max_age\": \"{hot")))
                .containsExactly("warm max_age");
        assertThat(lifeCycleFaults(file("life-cycle.json", "forcemerge", "rollover")))
                .containsExactly("warm rollover");
        assertThat(lifeCycleFaults(file("life-cycle.json", "max_age", "max_days")))
                .containsExactly("rollover max_days");

        for (String template : List.of("stream.json", "dead-letters.json")) {
            assertThat(templateFaults(file(template))).isEmpty();
            assertThat(templateFaults(file(template, "index_patterns", "patterns")))
                    .containsExactly("patterns");
            assertThat(templateFaults(file(template, "\"data_stream\": {}", "\"data_stream\": {\"hidden\": true}")))
                    .containsExactly("data_stream is not plain");
            assertThat(templateFaults(file(template, "\"data_stream\": {},", "")))
                    .containsExactly("data_stream is not plain");
            assertThat(templateFaults(file(template, "500", "200")))
                    .containsExactly("gives way to that of Elasticsearch");
            assertThat(templateFaults(file(template, "name\": \"logs-emporium\"", "name\": \"logs\"")))
                    .containsExactly("nobody makes _ilm/policy/logs");
        }
        assertThat(templateFaults(file("stream.json", "logs-emporium@fields", "logs@fields")))
                .containsExactly("nobody makes _component_template/logs@fields");
    }

    private static List<String> lifeCycleFaults(JsonNode lifeCycle) {
        List<String> faults = new ArrayList<>();
        lifeCycle.at("/policy/phases").properties().forEach(phase -> {
            if (!PHASES.containsKey(phase.getKey())) {
                faults.add(phase.getKey());
                return;
            }
            others(phase.getValue(), Set.of("min_age", "actions"))
                    .forEach(name -> faults.add(phase.getKey() + " " + name));
            others(phase.getValue().path("actions"), PHASES.get(phase.getKey()))
                    .forEach(action -> faults.add(phase.getKey() + " " + action));
        });
        others(lifeCycle.at("/policy/phases/hot/actions/rollover"), ROLLOVER)
                .forEach(condition -> faults.add("rollover " + condition));
        return faults;
    }

    private static List<String> templateFaults(JsonNode template) throws IOException {
        String script = Files.readString(Documents.path("logging/elasticsearch/set-up.sh"));
        List<String> faults = new ArrayList<>();
        others(template, Set.of("index_patterns", "priority", "data_stream", "composed_of", "template"))
                .forEach(faults::add);
        if (!template.path("data_stream").isObject()
                || !template.path("data_stream").isEmpty()) {
            faults.add("data_stream is not plain");
        }
        // the one for logs-*-* that Elasticsearch brings along has 200
        if (template.path("priority").asInt() <= 200) {
            faults.add("gives way to that of Elasticsearch");
        }
        List<String> needed = new ArrayList<>();
        needed.add("_ilm/policy/"
                + template.at("/template/settings/index.lifecycle.name").asText());
        template.path("composed_of").forEach(part -> needed.add("_component_template/" + part.asText()));
        needed.stream()
                .filter(name -> !script.contains("put " + name + " "))
                .forEach(name -> faults.add("nobody makes " + name));
        return faults;
    }

    private static List<String> others(JsonNode object, Set<String> known) {
        return object.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !known.contains(name))
                .toList();
    }

    @Test
    void hasExactlyTheFieldsThatAreDocumentedAndRefusesOthers() throws Exception {
        assertThat(fieldFaults(file("fields.json"))).isEmpty();
        assertThat(fieldFaults(file("fields.json", "\"strict\"", "true"))).containsExactly("other fields are taken");
        assertThat(fieldFaults(file("fields.json", "\"trace.id\"", "\"trace_id\"")))
                .containsExactlyInAnyOrder("trace_id is not documented so", "trace.id is not mapped so");
        assertThat(fieldFaults(file(
                        "fields.json",
                        "\"event.duration\": {\"type\": \"long\"",
                        "\"event.duration\": {\"type\": \"date\"")))
                .containsExactlyInAnyOrder("event.duration is not documented so", "event.duration is not mapped so");
        assertThat(fieldFaults(file(
                        "fields.json",
                        "\"user.id\": {\"type\": \"keyword\", \"ignore_above\": 1024}",
                        "\"user.id\": {\"type\": \"keyword\"}")))
                .containsExactly("user.id may be too long");
    }

    private static List<String> fieldFaults(JsonNode fields) throws IOException {
        Map<String, String> documented = new LinkedHashMap<>();
        Pattern.compile("(?m)^\\| `([^`]+)` \\| `?(keyword|long|date_nanos|match_only_text|wildcard|flattened)`? \\|")
                .matcher(Files.readString(Documents.path("docs/log-fields.md")))
                .results()
                .forEach(row -> documented.put(row.group(1), row.group(2)));
        Map<String, String> mapped = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        fields.path("properties").properties().forEach(field -> {
            String type = field.getValue().path("type").asText();
            mapped.put(field.getKey(), type);
            if (type.equals("keyword") && !field.getValue().has("ignore_above")) {
                faults.add(field.getKey() + " may be too long");
            }
        });
        mapped.entrySet().stream()
                .filter(field -> !documented.entrySet().contains(field))
                .forEach(field -> faults.add(field.getKey() + " is not documented so"));
        documented.entrySet().stream()
                .filter(field -> !mapped.entrySet().contains(field))
                .forEach(field -> faults.add(field.getKey() + " is not mapped so"));
        if (!fields.path("dynamic").asText().equals("strict")) {
            faults.add("other fields are taken");
        }
        return faults;
    }

    /** A file in which something else stands. */
    private static JsonNode file(String name, String right, String wrong) throws IOException {
        String text = Files.readString(Documents.path("logging/elasticsearch", name));
        assertThat(text).contains(right);
        return JSON.readTree(text.replace(right, wrong));
    }

    private static JsonNode file(String name) throws IOException {
        return JSON.readTree(Documents.path("logging/elasticsearch", name).toFile());
    }

    private JsonNode body(String request) {
        try {
            return JSON.readTree(requests.get(request));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int run(String script, String... environment) throws Exception {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", Documents.path("logging", script).toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment()
                .putAll(Map.of(
                        "ELASTICSEARCH_URL",
                        url,
                        "KIBANA_URL",
                        url,
                        "ELASTIC_PASSWORD",
                        "e/l=",
                        "FLUENTD_PASSWORD",
                        "a/b+c="));
        for (int i = 0; i < environment.length; i += 2) {
            builder.environment().put(environment[i], environment[i + 1]);
        }
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
