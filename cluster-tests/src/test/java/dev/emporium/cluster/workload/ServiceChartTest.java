package dev.emporium.cluster.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Charts;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Schemas;
import dev.emporium.cluster.render.Services;
import dev.emporium.cluster.render.Temporary;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** Helm 4.2.1's own lint takes a value that a file sets to null for one that is there, and rendering does not. */
    @ParameterizedTest
    @MethodSource("environments")
    void noEnvironmentTakesAValueAway(String environment) {
        assertThat(Documents.read(Services.environment(environment)).toString()).doesNotContain("null");
    }

    @ParameterizedTest
    @MethodSource("environments")
    void theUmbrellaYieldsWhatTheServicesYieldOneByOne(String environment) {
        List<JsonNode> single = Services.names().stream()
                .flatMap(service -> Services.render(service, environment).stream())
                .toList();
        List<JsonNode> together = Charts.render(PLATFORM, "platform", withImages(environment));

        assertThat(together).extracting(Cluster::label).containsExactlyInAnyOrderElementsOf(labels(single));
        assertThat(Set.copyOf(together)).isEqualTo(Set.copyOf(single));
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
                "{egress: [{ports: [{port: 587}]}]}",
                "{authorities: {ELASTICSEARCH_CA: Search}}",
                "{authorities: {elasticsearch: search-ca}}",
                "{name: cart}",
                "{name: a-service-of-a-name-that-is-too-long-service}",
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
                "{services: [cart-service]}",
                "{global: {simulators: {mailbox: {program: dev.emporium.simulators.mail.MailboxSimulator}}}}",
                "{global: {infrastructure: {secretStore: {provider: 7}}}}"
            })
    void infrastructureRefusesUnknownAndWrongValues(String values) {
        assertThatThrownBy(() -> Charts.render(Services.INFRASTRUCTURE, "infrastructure", Temporary.file(values)))
                .hasMessageContaining("values don't meet the specifications of the schema");
    }

    @Test
    void refusesAStoreOfSecretsWithoutItsSettings() {
        Path values = Temporary.file("{global: {infrastructure: {secretStore: {provider: aws}}}}");

        assertThatThrownBy(() -> Charts.render(Services.INFRASTRUCTURE, "infrastructure", values))
                .hasMessageContaining("secretStore.aws with its settings is missing");
    }

    /** Nothing is simulated by a slip where images are those of a pipeline: there money and mails are real. */
    @ParameterizedTest
    @ValueSource(strings = {"staging", "production"})
    void refusesSimulatorsButOnOnesOwnMachine(String environment) {
        JsonNode simulators =
                Documents.read(Services.environment("local")).get(0).at("/global/simulators");
        Path values = Temporary.file("{global: {simulators: " + simulators + "}}");

        assertThat(simulators).isNotEmpty();
        assertThatThrownBy(() -> Charts.render(
                        Services.INFRASTRUCTURE, "infrastructure", Services.environment(environment), values))
                .hasMessageContaining("only simulates: it is for a machine of one's own");
    }

    /** They get out to nobody else, so that no key of a real provider can be used by mistake. */
    @ParameterizedTest
    @ValueSource(strings = {"payment-service", "notification-service"})
    void whoeverTalksToASimulatorDoesNotGetOut(String service) {
        Function<String, JsonNode> policy = environment -> new Cluster(Services.render(service, environment))
                .find("NetworkPolicy", service)
                .orElseThrow();

        assertThat(policy.apply("production").findValues("cidr")).isNotEmpty();
        assertThat(policy.apply("local").findValues("cidr")).isEmpty();
    }

    /** What operators and controllers make of a name is longer than the name. */
    @Test
    void noNameOfTheLongestServiceIsTooLong() {
        String service = "a-service-of-the-longest-possible-service";
        Path values = Temporary.file(
                "{name: %s, global: {image: {tag: local}, delivery: {by: emissary}}}".formatted(service));
        Stream<String> names = Stream.concat(
                        Charts.render(Services.CHART, service, Services.values("customer-service"), values).stream(),
                        Charts.render(Services.INFRASTRUCTURE, "infrastructure").stream())
                .map(object -> object.at("/metadata/name").asText().replace("cart-service", service));

        assertThat(Stream.concat(
                        names, Stream.of(service + "-database-rw", service + "-production", "keda-hpa-" + service)))
                .allMatch(name -> name.length() <= 63);
        assertThat(service + "-database")
                .as("what CloudNativePG takes for a cluster")
                .hasSizeLessThanOrEqualTo(50);
    }

    @Test
    void aServiceMayHaveAWayOutOfItsOwn() {
        Path mail = Temporary.file("egress: [{to: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{port: 587}]}]");
        JsonNode policy = new Cluster(Services.render("cart-service", "production", mail))
                .find("NetworkPolicy", "cart-service")
                .orElseThrow();

        assertThat(policy.findValues("cidr")).extracting(JsonNode::asText).containsExactly("192.0.2.0/24");
        assertThat(Schemas.violations(policy)).isEmpty();
    }

    /** Of a server whose certificate Java does not know, such as Elasticsearch's. */
    @Test
    void aServiceMayTrustAnAuthorityOfItsOwn() {
        Path authority = Temporary.file("authorities: {ELASTICSEARCH_CA: search-ca}");
        Cluster product = new Cluster(Services.render("product-service", "production", authority));
        JsonNode pod = product.find("Rollout", "product-service").orElseThrow().at("/spec/template/spec");
        JsonNode volume = named(pod.path("volumes"), "elasticsearch-ca");
        String file = product.find("ConfigMap", "product-service")
                .orElseThrow()
                .at("/data/ELASTICSEARCH_CA")
                .asText();

        assertThat(volume.at("/secret/secretName").asText()).isEqualTo("search-ca");
        assertThat(file)
                .isEqualTo(named(pod.at("/containers/0/volumeMounts"), "elasticsearch-ca")
                                .path("mountPath")
                                .asText()
                        + "/" + volume.at("/secret/items/0/path").asText());
        assertThat(product.find("Rollout", "product-service").map(Schemas::violations))
                .contains(List.of());
    }

    private static JsonNode named(JsonNode list, String name) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(element -> element.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aChangedConfigurationRollsThePodsAndNothingElseDoes() {
        Path other = Temporary.file("{env: {LOG_LEVEL: DEBUG}}");
        Path scaling = Temporary.file("{global: {scaling: {max: 9}}}");

        assertThat(template(other)).isNotEqualTo(template());
        assertThat(template(scaling)).isEqualTo(template());
    }

    @ParameterizedTest
    @CsvSource({"customer-service, HorizontalPodAutoscaler", "cart-service, ScaledObject"})
    void scalesFromTwoToTenByProcessorAndMemory(String service, String scaler) {
        JsonNode spec = new Cluster(Services.render(service, "production"))
                .find(scaler, service)
                .orElseThrow()
                .path("spec");

        assertThat(spec.toString())
                .containsPattern("\"minReplica(s|Count)\":2,\"maxReplica(s|Count)\":10")
                .containsPattern("\"cpu\"[^}]*(tion\":|value\":\")70")
                .containsPattern("\"memory\"[^}]*(tion\":|value\":\")80");
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

    private static List<String> labels(List<JsonNode> objects) {
        return objects.stream().map(Cluster::label).toList();
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
