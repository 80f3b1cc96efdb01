package dev.emporium.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceChartTest {
    private static final Path PLATFORM = Documents.path("k8s/platform");

    static Stream<String> environments() {
        return Services.environments().stream();
    }

    static Stream<Arguments> servicesAndEnvironments() {
        return Services.names().stream()
                .flatMap(service -> environments().map(environment -> Arguments.of(service, environment)));
    }

    @ParameterizedTest
    @MethodSource("servicesAndEnvironments")
    void passesHelmsOwnCheck(String service, String environment) {
        assertThat(Charts.lint(Services.CHART, Services.allValues(service, environment)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("environments")
    void infrastructureAndUmbrellaPassHelmsOwnCheck(String environment) {
        assertThat(Charts.lint(Services.INFRASTRUCTURE, Services.environment(environment)))
                .isEmpty();
        assertThat(Charts.lint(PLATFORM, withImages(environment))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("environments")
    void theUmbrellaYieldsWhatTheServicesYieldOneByOne(String environment) {
        Set<JsonNode> single = new HashSet<>();
        Services.names().forEach(service -> single.addAll(Services.render(service, environment)));

        assertThat(new HashSet<>(Charts.render(PLATFORM, "platform", withImages(environment))))
                .isEqualTo(single);
    }

    @ParameterizedTest
    @MethodSource("servicesAndEnvironments")
    void imagesAreOursAndOutsideOfOnesOwnMachineTheyAreNamedByTheirDigest(String service, String environment) {
        String version = environment.equals("local") ? "local" : "[0-9a-f]{40}@sha256:[0-9a-f]{64}";

        assertThat(new Cluster(Services.render(service, environment))
                        .pods().stream()
                                .flatMap(Cluster.Pods::containers)
                                .map(container -> container.path("image").asText()))
                .hasSize(2)
                .allMatch(image -> image.matches("docker\\.io/[a-z0-9]+/" + service + ":" + version));
    }

    @Test
    void saysWhoWritesTheImageThatIsMissing() {
        Path[] values = {Services.values("cart-service"), Services.environment("staging")};

        assertThatThrownBy(() -> Charts.render(Services.CHART, "cart-service", values))
                .hasMessageContaining("cart-service has no image here yet: the pipeline writes its digest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{prot: 8002}",
                "{port: \"8002\"}",
                "{rootPath: carts}",
                "{rootPath: null}",
                "{env: {PRODUCT_SERVICE_URL: null, pool: \"4\"}}",
                "{env: {DATABASE_POOL_SIZE: 4}}",
                "{consumes: [orders]}",
                "{objectives: {errorRatio: 2}}",
                "{resources: {limits: {cpu: \"1\", memory: 1Gi}}}",
                "{global: {scaling: {min: 0}}}",
                "{global: {scaling: {cpu: 170}}}",
                "{global: {delivery: {by: hope}}}",
                "{global: {image: {tag: latest}}}",
                "{global: {images: {cart-service: {tag: a1, digest: \"sha256:1\"}}}}",
                "{global: {shutdown: {grace: 10}}}",
                "{global: {replicas: 3}}"
            })
    void refusesUnknownAndWrongValues(String values) {
        assertThatThrownBy(() -> Services.render("cart-service", "production", Temporary.file(values)))
                .hasMessageContaining("values don't meet the specifications of the schema");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{databases: []}",
                "{global: {infrastructure: {kafka: {replicas: 2}}}}",
                "{global: {infrastructure: {databases: {storage: 20GB}}}}",
                "{global: {infrastructure: {backups: {destination: /backups}}}}",
                "{global: {infrastructure: {secretStore: {fake: {}}}}}"
            })
    void infrastructureRefusesUnknownAndWrongValues(String values) {
        assertThatThrownBy(() -> Charts.render(Services.INFRASTRUCTURE, "infrastructure", Temporary.file(values)))
                .hasMessageContaining("values don't meet the specifications of the schema");
    }

    @Test
    void aChangedConfigurationRollsThePodsAndNothingElseDoes() {
        Path other = Temporary.file("{env: {LOG_LEVEL: DEBUG}}");
        Path scaling = Temporary.file("{global: {scaling: {max: 9}}}");

        assertThat(template(other)).isNotEqualTo(template());
        assertThat(template(scaling)).isEqualTo(template());
    }

    @Test
    void aMigrationRunsBeforeAllElseByArgoCdAndByHelm() {
        Cluster cart = new Cluster(Services.render("cart-service", "production"));

        for (String kind : List.of("Job", "NetworkPolicy")) {
            JsonNode annotations =
                    cart.find(kind, "cart-service-migration").orElseThrow().at("/metadata/annotations");
            assertThat(annotations.path("argocd.argoproj.io/hook").asText()).isEqualTo("PreSync");
            assertThat(annotations.path("helm.sh/hook").asText()).isEqualTo("pre-install,pre-upgrade");
        }
    }

    private static JsonNode template(Path... more) {
        return new Cluster(Services.render("cart-service", "production", more))
                .find("Rollout", "cart-service")
                .orElseThrow()
                .at("/spec/template");
    }

    private static Path[] withImages(String environment) {
        return Stream.concat(
                        Stream.of(Services.environment(environment)),
                        Services.names().stream().flatMap(service -> Services.image(service, environment)))
                .toArray(Path[]::new);
    }
}
