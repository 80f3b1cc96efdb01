package dev.emporium.cluster.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Charts;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Schemas;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way of a span: from the agent in an image over the collector to Tempo or Jaeger. */
class TracesTest {
    private static final JsonNode COLLECTOR =
            Documents.read(Alerts.HOME.resolve("otel-collector.yaml")).get(0);
    private static final Path SECRETS = Documents.path("k8s/infrastructure/values.yaml");

    @TempDir
    Path folder;

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(field -> field.getKey()).collect(Collectors.toSet());
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private List<JsonNode> rendered(String store) throws Exception {
        Path values = Files.writeString(folder.resolve("values.yaml"), "traces: {store: " + store + "}\n");
        return Charts.render(Alerts.HOME, "monitoring", SECRETS, values);
    }

    private static JsonNode object(List<JsonNode> objects, String kind, String name) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind)
                        && object.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theCollectorHasAllThatItsPipelineNamesAndNoMore() {
        JsonNode pipeline = COLLECTOR.at("/service/pipelines/traces");
        for (String kind : List.of("receivers", "processors", "exporters")) {
            assertThat(texts(pipeline.path(kind)))
                    .as(kind)
                    .containsExactlyInAnyOrderElementsOf(names(COLLECTOR.path(kind)));
        }
        // before anything is held back for a decision, and whole traces after it
        assertThat(texts(pipeline.path("processors")))
                .containsExactly("memory_limiter", "attributes", "transform", "tail_sampling", "batch");
    }

    /** What CollectorIT runs is what runs elsewhere. */
    @Test
    void theCollectorOfTheTestsIsThatOfTheImage() {
        JsonNode built =
                Documents.read(Documents.path("cluster-tests/src/otelcol.yaml")).get(0);
        String image = Documents.read(Documents.path("docker-compose.yml"))
                .get(0)
                .at("/services/otel-collector/image")
                .asText();
        String version = built.at("/dist/version").asText();
        assertThat(image).endsWith(":" + version);
        for (String kind : List.of("receivers", "processors", "exporters")) {
            assertThat(built.path(kind))
                    .allSatisfy(component ->
                            assertThat(component.path("gomod").asText()).endsWith(" v" + version));
        }
    }

    @Test
    void keepsWhatWentWrongAndWhatWasSlowAndATenthOfTheRest() {
        JsonNode sampling = COLLECTOR.at("/processors/tail_sampling");
        assertThat(sampling.path("policies"))
                .extracting(policy -> policy.path("type").asText())
                .containsExactly("status_code", "ottl_condition", "probabilistic");
        assertThat(sampling.path("policies")).allSatisfy(policy -> assertThat(
                        policy.path(policy.path("type").asText()).isObject())
                .isTrue());
        assertThat(sampling.at("/policies/2/probabilistic/sampling_percentage").asInt())
                .isEqualTo(10);
    }

    /** An agent begins with these where they are switched on, and the gateway always does. */
    @Test
    void nothingOfAPersonIsRecordedOrKept() throws Exception {
        Properties agent = new Properties();
        try (var file = Files.newBufferedReader(Documents.path("images/tracing.properties"))) {
            agent.load(file);
        }
        assertThat(agent).containsEntry("otel.instrumentation.common.default-enabled", "false");
        assertThat(agent.stringPropertyNames().stream()
                        .filter(name -> name.matches("otel\\.instrumentation\\.[a-z-]+\\.enabled")))
                .containsExactly("otel.instrumentation.opentelemetry-api.enabled");
        assertThat(COLLECTOR.at("/processors/attributes/actions"))
                .allSatisfy(action -> assertThat(action.path("action").asText()).isEqualTo("delete"))
                .extracting(action -> action.path("key").asText())
                .contains("http.url", "url.full", "url.query", "user_agent", "peer.address", "client.address");
        assertThat(texts(COLLECTOR.at("/processors/transform/trace_statements/0/statements")))
                .contains("delete_key(attributes, \"exception.message\")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tempo", "jaeger"})
    void everySpanFindsItsWay(String store) throws Exception {
        List<JsonNode> objects = rendered(store);
        assertThat(objects.stream().flatMap(object -> Schemas.violations(object).stream()))
                .isEmpty();
        assertThat(object(objects, "ConfigMap", "traces")
                        .at("/data/otel-collector.yaml")
                        .asText())
                .isEqualTo(Files.readString(Alerts.HOME.resolve("otel-collector.yaml")));
        JsonNode container = object(objects, "Deployment", "otel-collector").at("/spec/template/spec/containers/0");
        assertThat(container.at("/env/0/name").asText()).isEqualTo("TRACES_ENDPOINT");
        assertThat(container.at("/env/0/value").asText()).isEqualTo(store + ":4317");
        assertThat(COLLECTOR.at("/exporters/otlp/endpoint").asText()).isEqualTo("${env:TRACES_ENDPOINT}");
        assertThat(object(objects, "Service", store).at("/spec/ports"))
                .extracting(port -> port.path("port").asInt())
                .contains(4317);
        assertThat(object(objects, "Service", "otel-collector").at("/spec/ports"))
                .extracting(port -> port.path("port").asInt())
                .containsExactly(4317, 4318);
        assertThat(container.path("image").asText())
                .isEqualTo(Documents.read(Documents.path("docker-compose.yml"))
                        .get(0)
                        .at("/services/otel-collector/image")
                        .asText());
        assertThat(object(objects, "Deployment", store)
                        .at("/spec/template/spec/containers/0/image")
                        .asText())
                .isEqualTo(Documents.read(Documents.path("docker-compose.yml"))
                        .get(0)
                        .at("/services/" + store + "/image")
                        .asText());
    }

    /** Each in its own way; Jaeger must be told of which service. */
    @ParameterizedTest
    @CsvSource({
        "tempo, traceql, query, { kind = server && duration > 1s }, { resource.service.name = \"${job}\" && status = error }",
        "jaeger, search, service, gateway, ${job}"
    })
    void dashboardsAskTheStoreThatThereIs(String store, String type, String field, String ofAll, String ofOne)
            throws Exception {
        List<JsonNode> queries = rendered(store).stream()
                .filter(object ->
                        object.at("/metadata/labels/grafana_dashboard").asText().equals("1"))
                .flatMap(object -> object.path("data").properties().stream())
                .flatMap(file -> Documents.parse(file.getValue().asText()).get(0).findValuesAsText("url").stream())
                .filter(url -> url.startsWith("/explore?schemaVersion=1&panes="))
                .map(url -> Documents.parse(URLDecoder.decode(url.split("panes=")[1], StandardCharsets.UTF_8))
                        .get(0)
                        .at("/a/queries/0"))
                .toList();
        assertThat(queries).hasSizeGreaterThan(5).allSatisfy(query -> {
            assertThat(query.path("queryType").asText()).isEqualTo(type);
            assertThat(query.path(field).asText()).isNotEmpty();
        });
        assertThat(queries).extracting(query -> query.path(field).asText()).contains(ofAll, ofOne);
        if (store.equals("jaeger")) {
            assertThat(queries)
                    .extracting(query -> query.path("tags").asText() + " "
                            + query.path("minDuration").asText())
                    .containsOnly(" ", " 1s");
        }
    }

    /** Unless it is told not to, Tempo tells its makers every few hours how it is used. */
    @Test
    void nobodyIsToldHowTheStoreIsUsed() {
        assertThat(Documents.read(Alerts.HOME.resolve("tempo.yaml")).get(0).at("/usage_report/reporting_enabled"))
                .hasToString("false");
    }

    @Test
    void anEnvironmentsServicesSendSpansAndAMigrationDoesNot() throws Exception {
        List<JsonNode> objects = Charts.render(
                Documents.path("k8s/chart"),
                "order-service",
                Documents.path("k8s/order-service/values.yaml"),
                Documents.path("k8s/environments/staging.yaml"),
                Files.writeString(folder.resolve("tag.yaml"), "global: {image: {tag: x}, delivery: {by: rolling}}\n"));
        JsonNode server = object(objects, "Deployment", "order-service");
        assertThat(server.toString()).contains("http://otel-collector.monitoring:4318");
        String options = options(server);
        assertThat(options).contains("-javaagent:/opt/opentelemetry/agent.jar");
        assertThat(Documents.path(".env.example")).content().contains("#SERVICE_TOOL_OPTIONS=" + options + "\n");
        assertThat(object(objects, "NetworkPolicy", "order-service").toString()).contains("otel-collector");
        assertThat(objects.stream()
                        .filter(object -> object.path("kind").asText().equals("Job"))
                        .map(JsonNode::toString))
                .isNotEmpty()
                .noneMatch(job -> job.contains("-javaagent"));
    }

    private static String options(JsonNode server) {
        return Cluster.each(server.at("/spec/template/spec/containers/0/env"))
                .filter(variable -> variable.path("name").asText().equals("JAVA_TOOL_OPTIONS"))
                .map(variable -> variable.path("value").asText())
                .collect(Collectors.joining());
    }

    /** A variable of the ConfigMap gives way to one of the container, without a word. */
    @Test
    void theAgentTakesNoOptionsAwayThatValuesGiveJava() throws Exception {
        List<JsonNode> objects = Charts.render(
                Documents.path("k8s/chart"),
                "order-service",
                Documents.path("k8s/order-service/values.yaml"),
                Documents.path("k8s/environments/staging.yaml"),
                Files.writeString(
                        folder.resolve("options.yaml"),
                        """
                        global:
                          image: {tag: x}
                          delivery: {by: rolling}
                          env: {JAVA_TOOL_OPTIONS: "-Xlog:gc"}
                          serviceEnv: {order-service: {JAVA_TOOL_OPTIONS: '-Xss1m -Dlet="two words"'}}
                        """));
        assertThat(options(object(objects, "Deployment", "order-service")))
                .startsWith("-javaagent:/opt/opentelemetry/agent.jar ")
                .endsWith(" -Xshare:off -Xss1m -Dlet=\"two words\"");
    }

    /** Whoever is called is known to Alertmanager by files of a Secret, which comes from where the services' come from. */
    @Test
    void whoIsCalledComesFromTheStoreOfSecrets() throws Exception {
        List<JsonNode> objects = rendered("tempo");
        JsonNode receivers = object(objects, "ExternalSecret", "alertmanager-receivers");
        assertThat(receivers.at("/spec/target/name").asText()).isEqualTo("alertmanager-receivers");
        JsonNode store = object(
                objects,
                "SecretStore",
                receivers.at("/spec/secretStoreRef/name").asText());
        assertThat(store.at("/spec/provider"))
                .isEqualTo(object(
                                Charts.render(Documents.path("k8s/infrastructure"), "infrastructure"),
                                "SecretStore",
                                "emporium")
                        .at("/spec/provider"));
        assertThat(object(
                        objects,
                        "ServiceAccount",
                        store.at("/spec/provider/vault/auth/kubernetes/serviceAccountRef/name")
                                .asText()))
                .isNotNull();

        String configuration = Files.readString(Alerts.HOME.resolve("alertmanager.yaml"));
        Set<String> read = Pattern.compile("/etc/alertmanager/receivers/([\\w-]+)")
                .matcher(configuration)
                .results()
                .map(file -> file.group(1))
                .collect(Collectors.toSet());
        assertThat(receivers.at("/spec/data"))
                .extracting(entry -> entry.path("secretKey").asText())
                .containsExactlyInAnyOrderElementsOf(read);
        String deployment = Files.readString(Documents.path("docs/deployment.md"));
        assertThat(receivers.at("/spec/data")).allSatisfy(entry -> assertThat(deployment)
                .contains('`' + entry.at("/remoteRef/property").asText() + '`'));
    }
}
