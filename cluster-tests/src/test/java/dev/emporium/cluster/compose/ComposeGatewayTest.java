package dev.emporium.cluster.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Envoy of docker compose is configured as Emissary would configure its own. */
class ComposeGatewayTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "type.googleapis.com/envoy.extensions.";
    private static final JsonNode CONFIGURATION =
            Documents.read(Documents.path("compose", "envoy.yaml")).get(0);
    private static final Cluster EMISSARY = new Cluster(Documents.readFolder(Documents.path("emissary")));
    private static final JsonNode MODULE =
            EMISSARY.find("Module", "ambassador").orElseThrow().at("/spec/config");

    /** No path or query, which may hold a cart's id, an e-mail address or what somebody looks for, and nobody's address. */
    private static final Set<String> LOGGED = Set.of(
            "%START_TIME%",
            "gateway",
            "%REQ(X-REQUEST-ID)%",
            "%REQ(:METHOD)%",
            "%RESPONSE_CODE%",
            "%RESPONSE_FLAGS%",
            "%DURATION%",
            "%UPSTREAM_CLUSTER%");

    @Test
    void isWhatEnvoyReads() {
        assertThat(EnvoyConfiguration.violations(CONFIGURATION)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "merge_slashes, merge_slash",
        "max_connections, max_connection",
        "default_source_code, source_code",
        ":\"5s\", :\"5 s\"",
        "REJECT_REQUEST, REJECT",
        "filters.http.cors.v3.CorsPolicy, filters.http.cors.v3.CorsPolicies"
    })
    void noticesWhatEnvoyWouldNotRead(String right, String wrong) throws Exception {
        String text = CONFIGURATION.toString();

        assertThat(text).contains(right);
        assertThat(EnvoyConfiguration.violations(JSON.readTree(text.replace(right, wrong))))
                .hasSize(1);
    }

    @Test
    void hasTheRoutesOfTheMappings() {
        JsonNode routes = manager().at("/route_config/virtual_hosts/0/routes");
        assertThat(routes.findValuesAsText("name"))
                .as("routes, in the order in which Emissary asks")
                .isEqualTo(routes(mappings()).findValuesAsText("name"));
        assertThat(routes).isEqualTo(routes(mappings()));
    }

    @Test
    void noticesAMappingThatSaysSomethingElse() {
        List<JsonNode> other = new ArrayList<>(mappings());
        ObjectNode changed = other.get(0).deepCopy();
        ((ObjectNode) changed.get("spec")).put("timeout_ms", 6000);
        other.set(0, changed);

        assertThat(routes(other)).isNotEqualTo(routes(mappings()));
        assertThat(routes(mappings().subList(1, 2))).isNotEqualTo(routes(mappings()));
    }

    @Test
    void hasAClusterForEachService() {
        Map<String, JsonNode> clusters = new TreeMap<>();
        mappings().forEach(mapping -> {
            String name = mapping.at("/spec/service").asText().split(":")[0];
            assertThat(clusters.getOrDefault(name, cluster(mapping)))
                    .as("all Mappings of " + name)
                    .isEqualTo(cluster(mapping));
            clusters.put(name, cluster(mapping));
        });

        Map<String, JsonNode> found = new TreeMap<>();
        Cluster.each(CONFIGURATION.at("/static_resources/clusters"))
                .filter(cluster -> cluster.path("name").asText().endsWith("-service"))
                .forEach(cluster -> found.put(cluster.path("name").asText(), cluster));
        assertThat(found).isEqualTo(clusters);
    }

    @Test
    void hasTheSettingsOfTheModule() {
        JsonNode manager = manager();

        assertThat(manager.path("server_name")).isEqualTo(MODULE.path("server_name"));
        assertThat(manager.path("merge_slashes")).isEqualTo(MODULE.path("merge_slashes"));
        assertThat(manager.path("preserve_external_request_id")).isEqualTo(MODULE.path("preserve_external_request_id"));
        assertThat(manager.path("max_request_headers_kb")).isEqualTo(MODULE.path("max_request_headers_kb"));
        assertThat(manager.path("path_with_escaped_slashes_action").asText().equals("REJECT_REQUEST"))
                .isEqualTo(MODULE.path("reject_requests_with_escaped_slashes").asBoolean());
        assertThat(manager.at("/http_filters/0/typed_config/default_source_code/inline_string"))
                .isEqualTo(MODULE.path("lua_scripts"));
        assertThat(manager.at("/http_filters/1/typed_config/max_request_bytes"))
                .isEqualTo(MODULE.at("/buffer/max_request_bytes"));
        // what Emissary sets unasked
        assertThat(manager.path("normalize_path").asBoolean()).isTrue();
        assertThat(manager.path("use_remote_address").asBoolean()).isTrue();
    }

    @Test
    void logsOfARequestWhatSaysNothingOfWhoAsksForWhat() {
        JsonNode logged = MODULE.path("envoy_log_format");

        assertThat(logged).isNotEmpty().allMatch(value -> LOGGED.contains(value.asText()));
        assertThat(manager().at("/access_log/0/typed_config/log_format/json_format"))
                .isEqualTo(logged);
    }

    private static JsonNode manager() {
        return CONFIGURATION.at("/static_resources/listeners/0/filter_chains/0/filters/0/typed_config");
    }

    /** In the order in which Emissary asks: the longer prefix first, and where it is the same, the one with a method. */
    private static List<JsonNode> mappings() {
        return EMISSARY.all("Mapping")
                .sorted(Comparator.<JsonNode>comparingInt(
                                mapping -> -mapping.at("/spec/prefix").asText().length())
                        .thenComparing(mapping -> !mapping.at("/spec").has("method")))
                .toList();
    }

    private static JsonNode routes(List<JsonNode> mappings) {
        return JSON.createArrayNode()
                .addAll(mappings.stream().map(ComposeGatewayTest::route).toList());
    }

    private static ObjectNode route(JsonNode mapping) {
        JsonNode spec = mapping.path("spec");
        ObjectNode match = JSON.createObjectNode();
        match.putObject("safe_regex").set("regex", spec.path("prefix"));
        if (spec.has("method")) {
            ObjectNode header = match.putArray("headers").addObject().put("name", ":method");
            header.putObject("string_match").set("exact", spec.path("method"));
        }
        ObjectNode route = JSON.createObjectNode()
                .put("cluster", spec.path("service").asText().split(":")[0])
                .put("timeout", seconds(spec.path("timeout_ms")))
                .put("idle_timeout", seconds(spec.path("idle_timeout_ms")));
        route.set("retry_policy", spec.path("retry_policy"));
        ObjectNode cors = JSON.createObjectNode().put("@type", TYPE + "filters.http.cors.v3.CorsPolicy");
        var origins = cors.putArray("allow_origin_string_match");
        spec.at("/cors/origins").forEach(origin -> origins.addObject().set("exact", origin));
        cors.put("allow_methods", joined(spec.at("/cors/methods")))
                .put("allow_headers", joined(spec.at("/cors/headers")))
                .put("expose_headers", joined(spec.at("/cors/exposed_headers")))
                .set("max_age", spec.at("/cors/max_age"));
        ObjectNode whole = JSON.createObjectNode();
        whole.set("name", mapping.at("/metadata/name"));
        whole.set("match", match);
        whole.set("route", route);
        whole.putObject("typed_per_filter_config").set("envoy.filters.http.cors", cors);
        return whole;
    }

    private static JsonNode cluster(JsonNode mapping) {
        JsonNode spec = mapping.path("spec");
        String[] service = spec.path("service").asText().split(":");
        String text =
                """
                name: %1$s
                type: STRICT_DNS
                dns_refresh_rate: 1s
                per_connection_buffer_limit_bytes: 131072
                connect_timeout: %3$s
                circuit_breakers: {thresholds: %4$s}
                typed_extension_protocol_options:
                  envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                    "@type": %6$supstreams.http.v3.HttpProtocolOptions
                    common_http_protocol_options: {idle_timeout: %5$s}
                    explicit_http_config: {http_protocol_options: {}}
                load_assignment:
                  cluster_name: %1$s
                  endpoints:
                    - lb_endpoints:
                        - endpoint: {address: {socket_address: {address: %1$s, port_value: %2$s}}}
                """
                        .formatted(
                                service[0],
                                service[1],
                                seconds(spec.path("connect_timeout_ms")),
                                spec.path("circuit_breakers"),
                                seconds(MODULE.path("cluster_idle_timeout_ms")),
                                TYPE);
        return Documents.parse(text).get(0);
    }

    private static String seconds(JsonNode milliseconds) {
        return String.format(Locale.ROOT, "%ds", milliseconds.asInt() / 1000);
    }

    private static String joined(JsonNode names) {
        return Cluster.each(names).map(JsonNode::asText).collect(Collectors.joining(", "));
    }
}
