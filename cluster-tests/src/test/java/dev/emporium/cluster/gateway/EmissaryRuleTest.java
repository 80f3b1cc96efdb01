package dev.emporium.cluster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EmissaryRuleTest {
    private static final Cluster PRODUCTION = emissary("production");

    @ParameterizedTest
    @MethodSource("rulesAndEnvironments")
    void holdsInEveryEnvironment(EmissaryRule rule, String environment) {
        assertThat(rule.violations(emissary(environment))).isEmpty();
    }

    static Stream<Arguments> rulesAndEnvironments() {
        return Services.environments().stream()
                .flatMap(environment -> Stream.of(EmissaryRule.values()).map(rule -> Arguments.of(rule, environment)));
    }

    @ParameterizedTest
    @EnumSource
    void holdsWithTheCanaryOfTheReadme(EmissaryRule rule) {
        assertThat(rule.violations(plus(PRODUCTION, canary()))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void canBeBroken(EmissaryRule rule) {
        List<Cluster> fixtures = broken().filter(fixture -> fixture.rule == rule)
                .map(fixture -> fixture.change.apply(PRODUCTION))
                .toList();

        assertThat(fixtures).isNotEmpty();
        assertThat(fixtures)
                .allSatisfy(cluster -> assertThat(rule.violations(cluster)).isNotEmpty());
    }

    private static Stream<Broken> broken() {
        return Stream.of(
                mapping(EmissaryRule.EVERY_OBJECT_FITS_ITS_SCHEMA, "timeout", "5000"),
                mapping(EmissaryRule.EVERY_OBJECT_FITS_ITS_SCHEMA, "retry_policy", "{retry_on: '5xx,reset'}"),
                set(EmissaryRule.EVERY_OBJECT_FITS_ITS_SCHEMA, "Mapping", "", "apiVersion", "getambassador.io/v2"),
                mapping(EmissaryRule.A_MAPPING_KEEPS_THE_PATH_OF_ITS_COLLECTION_ALONE, "prefix", "/carts"),
                mapping(EmissaryRule.A_MAPPING_KEEPS_THE_PATH_OF_ITS_COLLECTION_ALONE, "prefix", "/carts.*"),
                mapping(EmissaryRule.A_MAPPING_KEEPS_THE_PATH_OF_ITS_COLLECTION_ALONE, "prefix_regex", null),
                mapping(EmissaryRule.A_MAPPING_KEEPS_THE_PATH_OF_ITS_COLLECTION_ALONE, "rewrite", null),
                mapping(EmissaryRule.A_MAPPING_KEEPS_THE_PATH_OF_ITS_COLLECTION_ALONE, "hostname", null),
                mapping(EmissaryRule.TWO_MAPPINGS_OF_ONE_ROUTE_HAVE_A_WEIGHT_BETWEEN_THEM, "prefix", "'/orders(/.*)?'"),
                mapping(EmissaryRule.TWO_MAPPINGS_OF_ONE_ROUTE_HAVE_A_WEIGHT_BETWEEN_THEM, "weight", "10"),
                canary(EmissaryRule.A_CANARY_REPEATS_ITS_MAPPING, "circuit_breakers", null),
                canary(EmissaryRule.A_CANARY_REPEATS_ITS_MAPPING, "labels", null),
                canary(EmissaryRule.A_CANARY_REPEATS_ITS_MAPPING, "connect_timeout_ms", null),
                mapping(EmissaryRule.A_RETRY_DOES_NOTHING_TWICE, "retry_policy", "{retry_on: gateway-error}"),
                mapping(EmissaryRule.EVERY_MAPPING_HAS_ITS_BOUNDS, "labels", null),
                mapping(EmissaryRule.EVERY_MAPPING_HAS_ITS_BOUNDS, "timeout_ms", null),
                mapping(EmissaryRule.EVERY_MAPPING_HAS_ITS_BOUNDS, "circuit_breakers", "[{max_retries: 1}]"),
                mapping(EmissaryRule.EVERY_MAPPING_HAS_ITS_BOUNDS, "idle_timeout_ms", null),
                mapping(EmissaryRule.EVERY_MAPPING_HAS_ITS_BOUNDS, "idle_timeout_ms", "5000"),
                signIn("prefix", "'/customers/tokens/?'"),
                signIn("prefix", "'/customers/(tokens/?)?'"),
                signIn("prefix", "'/customers(/tokens)?'"),
                signIn("labels", "{emporium: [{anonymous: [{remote_address: {key: remote_address}}]}]}"),
                mapping(
                        EmissaryRule.A_PAGE_MAY_SEND_AND_READ_ALL_THAT_THE_API_KNOWS,
                        "cors",
                        "{headers: [Content-Type]}"),
                set(
                        EmissaryRule.A_PAGE_MAY_SEND_AND_READ_ALL_THAT_THE_API_KNOWS,
                        "Mapping",
                        "/spec/cors",
                        "exposed_headers",
                        "[ETag]"),
                set(
                        EmissaryRule.LIMITS_ARE_OF_THE_DOMAIN_THAT_IS_ASKED_FOR,
                        "RateLimitService",
                        "/spec",
                        "domain",
                        "ambassador"),
                mapping(
                        EmissaryRule.LIMITS_ARE_OF_THE_DOMAIN_THAT_IS_ASKED_FOR,
                        "labels",
                        "{ambassador: [{anonymous: [{remote_address: {key: remote_address}}]}]}"),
                limits(EmissaryRule.LIMITS_ARE_OF_THE_DOMAIN_THAT_IS_ASKED_FOR, "domain: emporium", "domain: shop"),
                limits(EmissaryRule.WHAT_IS_COUNTED_HAS_A_LIMIT_AND_A_LIMIT_COUNTS, "value: sign-in", "value: signin"),
                limits(
                        EmissaryRule.WHAT_IS_COUNTED_HAS_A_LIMIT_AND_A_LIMIT_COUNTS,
                        "key: authorization",
                        "key: Authorization"),
                limits(
                        EmissaryRule.SIGN_IN_IS_LIMITED_MORE_THAN_ANYBODY_AND_ANYBODY_MORE_THAN_WHO_SIGNED_IN,
                        "requests_per_unit: 20",
                        "requests_per_unit: 2000"),
                set(
                        EmissaryRule.THE_SERVICE_THAT_COUNTS_IS_THERE,
                        "RateLimitService",
                        "/spec",
                        "service",
                        "rate-limits.emporium:8080"),
                set(
                        EmissaryRule.THE_SERVICE_THAT_COUNTS_IS_THERE,
                        "RateLimitService",
                        "/spec",
                        "service",
                        "rate-limits.emissary:8081"),
                set(
                        EmissaryRule.WHAT_EMISSARY_ASKS_ITSELF_HAS_ITS_NAME_IN_FULL,
                        "RateLimitService",
                        "/spec",
                        "service",
                        "'rate-limits:8081'"),
                set(
                        EmissaryRule.WHAT_EMISSARY_ASKS_ITSELF_HAS_ITS_NAME_IN_FULL,
                        "TracingService",
                        "/spec",
                        "service",
                        "'otel-collector:4317'"),
                set(
                        EmissaryRule.WHAT_EMISSARY_ASKS_ITSELF_HAS_ITS_NAME_IN_FULL,
                        "RateLimitService",
                        "/spec",
                        "auth_service",
                        "'customer-service:8006'"),
                set(
                        EmissaryRule.EMISSARYS_OWN_PAGES_ARE_SERVED_TO_NOBODY,
                        "Module",
                        "/spec/config",
                        "diagnostics",
                        null),
                set(
                        EmissaryRule.EMISSARYS_OWN_PAGES_ARE_SERVED_TO_NOBODY,
                        "Module",
                        "/spec/config",
                        "liveness_probe",
                        "{enabled: true}"),
                set(
                        EmissaryRule.EMISSARYS_OWN_PAGES_ARE_SERVED_TO_NOBODY,
                        "Module",
                        "/spec/config",
                        "readiness_probe",
                        null),
                set(EmissaryRule.A_HOST_WITH_TLS_OFFERS_HTTP_2, "Host", "/spec/tls", "alpn_protocols", null),
                set(EmissaryRule.A_HOST_WITH_TLS_OFFERS_HTTP_2, "Host", "/spec/tls", "alpn_protocols", "http/1.1"),
                set(
                        EmissaryRule.THE_SERVICE_THAT_COUNTS_IS_THERE,
                        "RateLimitService",
                        "/spec",
                        "protocol_version",
                        "v2"),
                set(EmissaryRule.THE_SERVICE_THAT_COUNTS_IS_THERE, "Service", "/spec/ports/0", "targetPort", "http"),
                set(
                        EmissaryRule.HTTP_IS_FOR_ONES_OWN_MACHINE_ALONE,
                        "Host",
                        "/spec/requestPolicy/insecure",
                        "action",
                        "Route"),
                set(
                        EmissaryRule.HTTP_IS_FOR_ONES_OWN_MACHINE_ALONE,
                        "Certificate",
                        "/spec",
                        "dnsNames",
                        "[other.example]"),
                set(EmissaryRule.A_LISTENER_IS_AS_SECURE_AS_IT_SAYS, "Listener", "/spec", "securityModel", "XFP"),
                canary(EmissaryRule.TWO_MAPPINGS_OF_ONE_ROUTE_HAVE_A_WEIGHT_BETWEEN_THEM, "weight", "0"),
                canary(EmissaryRule.TWO_MAPPINGS_OF_ONE_ROUTE_HAVE_A_WEIGHT_BETWEEN_THEM, "weight", null),
                canary(EmissaryRule.A_CANARY_REPEATS_ITS_MAPPING, "load_balancer", "{policy: least_request}"),
                mapping(EmissaryRule.EVERY_MAPPING_HAS_ITS_BOUNDS, "connect_timeout_ms", null),
                mapping(EmissaryRule.EVERY_MAPPING_HAS_ITS_BOUNDS, "cors", null),
                mapping(
                        EmissaryRule.WHAT_IS_COUNTED_HAS_A_LIMIT_AND_A_LIMIT_COUNTS,
                        "labels",
                        "{emporium: [{nobody: [{generic_key: {value: nobody}}]}]}"),
                limits(
                        EmissaryRule.WHAT_IS_COUNTED_HAS_A_LIMIT_AND_A_LIMIT_COUNTS,
                        "- key: generic_key",
                        "- {key: nobody, rate_limit: {unit: minute, requests_per_unit: 1}}\n  - key: generic_key"),
                limits(
                        EmissaryRule.SIGN_IN_IS_LIMITED_MORE_THAN_ANYBODY_AND_ANYBODY_MORE_THAN_WHO_SIGNED_IN,
                        "requests_per_unit: 1200",
                        "requests_per_unit: 120"),
                set(EmissaryRule.HTTP_IS_FOR_ONES_OWN_MACHINE_ALONE, "Certificate", "/spec", "secretName", "other"),
                new Broken(EmissaryRule.HTTP_IS_FOR_ONES_OWN_MACHINE_ALONE, production -> set(
                                EmissaryRule.HTTP_IS_FOR_ONES_OWN_MACHINE_ALONE,
                                "Host",
                                "/spec/requestPolicy/insecure",
                                "action",
                                "Redirect")
                        .change
                        .apply(emissary("local"))));
    }

    /** A change to the cluster, and the rule that must notice it. */
    private record Broken(EmissaryRule rule, UnaryOperator<Cluster> change) {}

    /** In the first object of a kind. */
    private static Broken set(EmissaryRule rule, String kind, String at, String field, String value) {
        return new Broken(rule, cluster -> {
            JsonNode first = cluster.all(kind).findFirst().orElseThrow();
            return cluster.with(kind, Cluster.name(first), object -> set(object.at(at), field, value));
        });
    }

    /** In the specification of the first Mapping, which is the carts'. */
    private static Broken mapping(EmissaryRule rule, String field, String value) {
        return set(rule, "Mapping", "/spec", field, value);
    }

    private static Broken signIn(String field, String value) {
        return new Broken(
                EmissaryRule.SIGNING_IN_AND_REGISTERING_HAVE_ONE_LIMIT_HOWEVER_SPELT,
                cluster -> cluster.with(
                        "Mapping", "customer-service-sign-in", mapping -> set(mapping.get("spec"), field, value)));
    }

    private static Broken limits(EmissaryRule rule, String right, String wrong) {
        return new Broken(
                rule,
                cluster -> cluster.with("ConfigMap", "rate-limits", map -> ((ObjectNode) map.get("data"))
                        .put(
                                "emporium.yaml",
                                map.at("/data").get("emporium.yaml").asText().replace(right, wrong))));
    }

    /** In the specification of the canary of the README. */
    private static Broken canary(EmissaryRule rule, String field, String value) {
        JsonNode canary = canary();
        set(canary.get("spec"), field, value);
        return new Broken(rule, cluster -> plus(cluster, canary));
    }

    private static void set(JsonNode parent, String field, String value) {
        if (value == null) {
            ((ObjectNode) parent).remove(field);
        } else {
            ((ObjectNode) parent).set(field, Documents.parse(value).get(0));
        }
    }

    private static Cluster plus(Cluster cluster, JsonNode object) {
        List<JsonNode> objects = new ArrayList<>(cluster.objects());
        objects.add(object);
        return new Cluster(objects);
    }

    private static JsonNode canary() {
        String readme = Services.text(Documents.path("emissary", "README.md"));
        var block = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(readme);
        assertThat(block.find()).isTrue();
        return Documents.parse(block.group(1)).get(0);
    }

    private static Cluster emissary(String environment) {
        List<JsonNode> objects = new ArrayList<>();
        for (String folder : List.of(".", "hosts/" + environment)) {
            objects.addAll(Documents.readFolder(Documents.path("emissary", folder)));
        }
        return new Cluster(objects);
    }
}
