package dev.emporium.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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

        assertThat(body("PUT /logs-emporium-default/_mapping")).isEqualTo(file("fields.json"));
        assertThat(requests)
                .doesNotContainKeys("PUT /_data_stream/logs-emporium-default", "POST /logs-emporium-default/_rollover");
    }

    @Test
    void beginsANewIndexForAFieldOfAnotherType() throws Exception {
        failures.put("PUT /logs-emporium-default/_mapping", "mapper [a] cannot be changed from type [long]");

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
        JsonNode stream = file("stream.json");
        String script = Files.readString(Documents.path("logging/elasticsearch/set-up.sh"));

        file("life-cycle.json").at("/policy/phases").properties().forEach(phase -> {
            assertThat(PHASES).containsKey(phase.getKey());
            phase.getValue().fieldNames().forEachRemaining(name -> assertThat(name)
                    .isIn("min_age", "actions"));
            phase.getValue().path("actions").fieldNames().forEachRemaining(action -> assertThat(action)
                    .isIn(PHASES.get(phase.getKey())));
        });
        file("life-cycle.json")
                .at("/policy/phases/hot/actions/rollover")
                .fieldNames()
                .forEachRemaining(condition -> assertThat(condition).isIn(ROLLOVER));
        for (JsonNode template : List.of(stream, file("dead-letters.json"))) {
            template.fieldNames().forEachRemaining(name -> assertThat(name)
                    .isIn("index_patterns", "priority", "data_stream", "composed_of", "template"));
            assertThat(template.path("data_stream")).isEmpty();
            // above the one for logs-*-* that Elasticsearch brings along
            assertThat(template.path("priority").asInt()).isGreaterThan(200);
            assertThat(script)
                    .contains("put _ilm/policy/"
                            + template.at("/template/settings/index.lifecycle.name")
                                    .asText() + " ");
        }
        assertThat(script)
                .contains(
                        "put _component_template/" + stream.at("/composed_of/0").asText() + " ");
    }

    @Test
    void hasExactlyTheFieldsThatAreDocumentedAndRefusesOthers() throws Exception {
        Map<String, String> documented = new LinkedHashMap<>();
        Pattern.compile("(?m)^\\| `([^`]+)` \\| `?(keyword|long|date_nanos|match_only_text|wildcard|flattened)`? \\|")
                .matcher(Files.readString(Documents.path("docs/log-fields.md")))
                .results()
                .forEach(row -> documented.put(row.group(1), row.group(2)));
        Map<String, String> mapped = new LinkedHashMap<>();
        file("fields.json")
                .path("properties")
                .properties()
                .forEach(field ->
                        mapped.put(field.getKey(), field.getValue().path("type").asText()));

        assertThat(mapped).isEqualTo(documented).containsKey("kubernetes.namespace_name");
        assertThat(file("fields.json").path("dynamic").asText()).isEqualTo("strict");
        assertThat(file("fields.json").path("properties"))
                .filteredOn(field -> field.path("type").asText().equals("keyword"))
                .allSatisfy(field -> assertThat(field.has("ignore_above")).isTrue());
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
