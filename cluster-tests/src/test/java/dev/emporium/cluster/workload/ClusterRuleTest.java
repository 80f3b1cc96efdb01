package dev.emporium.cluster.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Services;
import dev.emporium.cluster.render.Temporary;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ClusterRuleTest {
    private static final Path ISTIO = Temporary.file("global: {delivery: {by: istio}}");
    private static final Path FLUENTD = Temporary.file("global: {env: {FLUENTD_HOST: fluentd.logging}}");
    private static final Map<String, Cluster> CLUSTERS = new TreeMap<>();

    static {
        Services.environments().forEach(environment -> CLUSTERS.put(environment, Services.everything(environment)));
        CLUSTERS.put("production with Istio", Services.everything("production", ISTIO));
        CLUSTERS.put("production with the way to Fluentd", Services.everything("production", FLUENTD));
    }

    @ParameterizedTest
    @MethodSource("rulesAndEnvironments")
    void holdsInEveryEnvironment(ClusterRule rule, String environment) {
        assertThat(rule.violations(CLUSTERS.get(environment))).isEmpty();
    }

    static Stream<Arguments> rulesAndEnvironments() {
        return CLUSTERS.keySet().stream()
                .flatMap(environment -> Stream.of(ClusterRule.values()).map(rule -> Arguments.of(rule, environment)));
    }

    @ParameterizedTest
    @EnumSource
    void canBeBroken(ClusterRule rule) {
        List<Broken> fixtures = broken().filter(fixture -> fixture.rule == rule).toList();

        assertThat(fixtures).isNotEmpty();
        assertThat(fixtures).allSatisfy(fixture -> assertThat(rule.violations(fixture.cluster()))
                .as("%s %s", fixture.kind, fixture.name)
                .isNotEmpty());
    }

    /** A change to an object of the staging environment, or else of Istio's, and the rule that must notice it. */
    private record Broken(ClusterRule rule, String kind, String name, Consumer<ObjectNode> change) {
        Cluster cluster() {
            return Stream.of("staging", "production with Istio")
                    .map(CLUSTERS::get)
                    .filter(cluster -> cluster.find(kind, name).isPresent())
                    .findFirst()
                    .orElseThrow()
                    .with(kind, name, change);
        }

        static Broken cart(ClusterRule rule, String kind, String at, String value) {
            return of(rule, kind, "cart-service", at, value);
        }

        /** Sets a field, or takes it away, by its JSON pointer. */
        static Broken of(ClusterRule rule, String kind, String name, String at, String value) {
            int last = at.lastIndexOf('/');
            return new Broken(rule, kind, name, object -> {
                JsonNode parent = object.at(at.substring(0, last));
                String field = at.substring(last + 1).replace("~1", "/");
                JsonNode content = value == null ? null : Documents.parse(value).get(0);
                if (parent instanceof ArrayNode array && content != null) {
                    array.set(Integer.parseInt(field), content);
                } else if (parent instanceof ArrayNode array) {
                    array.remove(Integer.parseInt(field));
                } else if (content != null) {
                    ((ObjectNode) parent).set(field, content);
                } else {
                    ((ObjectNode) parent).remove(field);
                }
            });
        }
    }

    private static Stream<Broken> broken() {
        String pods = "/spec/template/spec";
        String container = pods + "/containers/0";
        return Stream.of(
                Broken.cart(
                        ClusterRule.EVERY_OBJECT_FITS_ITS_SCHEMA, "Rollout", container + "/imagePulPolicy", "Always"),
                Broken.cart(ClusterRule.EVERY_OBJECT_FITS_ITS_SCHEMA, "ScaledObject", "/spec/minReplicas", "1"),
                Broken.cart(ClusterRule.NO_TWO_OBJECTS_HAVE_ONE_NAME, "Service", "/metadata/name", "order-service"),
                Broken.cart(ClusterRule.A_MAPPING_LEADS_TO_A_SERVICE, "Mapping", "/spec/service", "cart-service:8001"),
                Broken.cart(
                        ClusterRule.A_MAPPING_LEADS_TO_A_SERVICE,
                        "Mapping",
                        "/spec/service",
                        "cart-service-admin:9002"),
                Broken.cart(
                        ClusterRule.A_SERVICE_FINDS_PODS_OF_ITS_OWN,
                        "Service",
                        "/spec/selector/app.kubernetes.io~1component",
                        null),
                Broken.cart(ClusterRule.A_SERVICE_FINDS_PODS_OF_ITS_OWN, "Service", "/spec/ports/0/targetPort", "web"),
                Broken.cart(
                        ClusterRule.A_SELECTOR_FINDS_WHAT_IT_IS_FOR,
                        "Rollout",
                        "/spec/selector/matchLabels/app.kubernetes.io~1name",
                        "carts"),
                Broken.cart(
                        ClusterRule.A_SELECTOR_FINDS_WHAT_IT_IS_FOR,
                        "PodDisruptionBudget",
                        "/spec/selector/matchLabels/app.kubernetes.io~1name",
                        null),
                Broken.cart(
                        ClusterRule.A_SELECTOR_FINDS_WHAT_IT_IS_FOR,
                        "ServiceMonitor",
                        "/spec/endpoints/0/port",
                        "http"),
                Broken.cart(
                        ClusterRule.A_WORKLOAD_HAS_ONE_AUTOSCALER,
                        "ScaledObject",
                        "/spec/scaleTargetRef/kind",
                        "Deployment"),
                Broken.cart(
                        ClusterRule.A_WORKLOAD_HAS_ONE_AUTOSCALER,
                        "ScaledObject",
                        "/spec/scaleTargetRef/name",
                        "order-service"),
                Broken.cart(ClusterRule.A_WORKLOAD_HAS_ONE_AUTOSCALER, "ScaledObject", "/spec/minReplicaCount", "0"),
                Broken.cart(ClusterRule.A_WORKLOAD_HAS_ONE_AUTOSCALER, "Rollout", "/spec/replicas", "2"),
                Broken.cart(ClusterRule.A_WORKLOAD_HAS_ONE_AUTOSCALER, "ScaledObject", "/spec/fallback", null),
                Broken.cart(
                        ClusterRule.WHAT_IS_REFERRED_TO_EXISTS,
                        "Rollout",
                        container + "/env/0/valueFrom/secretKeyRef/key",
                        "user"),
                Broken.cart(
                        ClusterRule.WHAT_IS_REFERRED_TO_EXISTS,
                        "Rollout",
                        container + "/envFrom/0/configMapRef/name",
                        "carts"),
                Broken.cart(
                        ClusterRule.WHAT_IS_REFERRED_TO_EXISTS, "Rollout", pods + "/volumes/1/secret/secretName", "ca"),
                Broken.cart(ClusterRule.WHAT_IS_REFERRED_TO_EXISTS, "Rollout", pods + "/serviceAccountName", "carts"),
                Broken.of(
                        ClusterRule.WHAT_IS_REFERRED_TO_EXISTS,
                        "ExternalSecret",
                        "customer-service",
                        "/spec/target/name",
                        "customers"),
                Broken.cart(
                        ClusterRule.A_PROBE_ASKS_THE_ADMIN_PORT_FOR_HEALTH,
                        "Rollout",
                        container + "/readinessProbe/httpGet/port",
                        "http"),
                Broken.cart(
                        ClusterRule.A_PROBE_ASKS_THE_ADMIN_PORT_FOR_HEALTH,
                        "Rollout",
                        container + "/livenessProbe/httpGet/path",
                        "/healthcheck"),
                Broken.cart(
                        ClusterRule.A_PROBE_ASKS_THE_ADMIN_PORT_FOR_HEALTH,
                        "Rollout",
                        container + "/startupProbe",
                        null),
                Broken.cart(
                        ClusterRule.A_PROBE_ASKS_THE_ADMIN_PORT_FOR_HEALTH,
                        "ConfigMap",
                        "/data/ADMIN_PORT",
                        "\"9001\""),
                Broken.cart(
                        ClusterRule.A_VARIABLE_IS_READ_BY_THE_SERVICE,
                        "ConfigMap",
                        "/data/PRODUCTS_URL",
                        "http://product-service:8001"),
                Broken.of(
                        ClusterRule.A_VARIABLE_IS_READ_BY_THE_SERVICE,
                        "Job",
                        "cart-service-migration",
                        container + "/env/0/name",
                        "DATABASE"),
                Broken.cart(ClusterRule.A_REQUIRED_VARIABLE_IS_SET, "ConfigMap", "/data/JWKS_URL", null),
                Broken.of(
                        ClusterRule.A_REQUIRED_VARIABLE_IS_SET,
                        "ExternalSecret",
                        "customer-service",
                        "/spec/data/0",
                        null),
                Broken.cart(NETWORK, "NetworkPolicy", "/spec/egress/3/to/0", null),
                Broken.cart(NETWORK, "NetworkPolicy", "/spec/ingress/0/from", "[{podSelector: {}}]"),
                Broken.cart(NETWORK, "NetworkPolicy", "/spec/policyTypes", "[Ingress]"),
                Broken.cart(NETWORK, "ConfigMap", "/data/PRODUCT_SERVICE_URL", "http://order-service:8003/orders"),
                Broken.of(NETWORK, "NetworkPolicy", "cart-service-database", "/spec/ingress/0/from", "[]"),
                Broken.of(NETWORK, "NetworkPolicy", "rate-limits", "/spec/ingress", "[]"),
                Broken.of(NETWORK, "Kafka", "kafka", "/spec/kafka/listeners/0/networkPolicyPeers", null),
                Broken.cart(ClusterRule.A_POD_CAN_DO_NO_HARM, "Rollout", pods + "/securityContext/runAsUser", "0"),
                Broken.cart(
                        ClusterRule.A_POD_CAN_DO_NO_HARM,
                        "Rollout",
                        pods + "/volumes/0",
                        "{name: tmp, hostPath: {path: /tmp}}"),
                Broken.cart(
                        ClusterRule.A_POD_CAN_DO_NO_HARM, "Rollout", pods + "/automountServiceAccountToken", "true"),
                Broken.cart(ClusterRule.A_POD_CAN_DO_NO_HARM, "Rollout", container + "/resources/limits/memory", null),
                Broken.cart(
                        ClusterRule.A_POD_CAN_DO_NO_HARM,
                        "Rollout",
                        container + "/securityContext/readOnlyRootFilesystem",
                        "false"),
                Broken.of(
                        ClusterRule.A_POD_CAN_DO_NO_HARM,
                        "Job",
                        "cart-service-migration",
                        container + "/securityContext",
                        "{}"),
                Broken.cart(
                        ClusterRule.A_POD_HAS_TIME_TO_STOP, "Rollout", pods + "/terminationGracePeriodSeconds", "30"),
                Broken.cart(ClusterRule.A_POD_HAS_TIME_TO_STOP, "Rollout", container + "/lifecycle", null),
                Broken.cart(ClusterRule.LABELS_ARE_KUBERNETES_OWN, "Service", "/metadata/labels/app", "cart"),
                Broken.cart(
                        ClusterRule.LABELS_ARE_KUBERNETES_OWN, "Rollout", "/spec/template/metadata/labels/app", "cart"),
                Broken.of(
                        ClusterRule.TOPICS_ARE_THOSE_OF_THE_CODE,
                        "KafkaTopic",
                        "order.events",
                        "/metadata/name",
                        "orders"),
                Broken.cart(
                        ClusterRule.LAG_IS_WATCHED_WHERE_MESSAGES_ARE_CONSUMED,
                        "ScaledObject",
                        "/spec/triggers/2/metadata/topic",
                        "cart.commands"),
                Broken.cart(
                        ClusterRule.LAG_IS_WATCHED_WHERE_MESSAGES_ARE_CONSUMED,
                        "ScaledObject",
                        "/spec/triggers/2/metadata/consumerGroup",
                        "cart"),
                Broken.cart(
                        ClusterRule.A_NEW_VERSION_TAKES_OVER_BY_WHAT_IS_THERE, "Mapping", "/metadata/name", "carts"),
                Broken.cart(
                        ClusterRule.A_NEW_VERSION_TAKES_OVER_BY_WHAT_IS_THERE,
                        "AnalysisTemplate",
                        "/metadata/name",
                        "carts"),
                Broken.of(DATABASES, "Cluster", "cart-service-database", "/spec/bootstrap/initdb/database", "carts"),
                Broken.cart(DATABASES, "ConfigMap", "/data/DATABASE_POOL_SIZE", "\"60\""),
                Broken.of(DATABASES, "Cluster", "cart-service-database", "/metadata/name", "carts"),
                Broken.cart(AUTOSCALER, "ScaledObject", "/spec/idleReplicaCount", "0"),
                Broken.cart(AUTOSCALER, "ScaledObject", "/spec/scaleTargetRef/apiVersion", "apps/v1"),
                Broken.of(REFERENCES, "Rollout", "customer-service", container + "/envFrom/1/secretRef/name", "keys"),
                Broken.of(REFERENCES, "Deployment", "rate-limits", pods + "/volumes/0/configMap/name", "limits"),
                Broken.cart(TAKE_OVER, "Rollout", "/spec/strategy/canary/stableService", "carts"),
                Broken.cart(TAKE_OVER, "Rollout", "/spec/strategy/canary/canaryService", "carts"),
                Broken.cart(TAKE_OVER, "VirtualService", "/metadata/name", "carts"),
                Broken.cart(TAKE_OVER, "DestinationRule", "/metadata/name", "carts"),
                Broken.cart(
                        ClusterRule.A_SELECTOR_FINDS_WHAT_IT_IS_FOR,
                        "PeerAuthentication",
                        "/spec/selector/matchLabels/app.kubernetes.io~1name",
                        "carts"),
                Broken.cart(SAFETY, "Rollout", pods + "/securityContext/runAsNonRoot", "false"),
                Broken.cart(SAFETY, "Rollout", pods + "/securityContext/seccompProfile/type", "Unconfined"),
                Broken.cart(SAFETY, "Rollout", pods + "/hostNetwork", "true"),
                Broken.cart(SAFETY, "Rollout", pods + "/hostPID", "true"),
                Broken.cart(SAFETY, "Rollout", pods + "/hostIPC", "true"),
                Broken.cart(SAFETY, "Rollout", container + "/securityContext/allowPrivilegeEscalation", "true"),
                Broken.cart(SAFETY, "Rollout", container + "/securityContext/privileged", "true"),
                Broken.cart(SAFETY, "Rollout", container + "/securityContext/runAsUser", "0"),
                Broken.cart(SAFETY, "Rollout", container + "/securityContext/runAsNonRoot", "false"),
                Broken.cart(SAFETY, "Rollout", container + "/securityContext/seccompProfile", "{type: Unconfined}"),
                Broken.cart(SAFETY, "Rollout", container + "/securityContext/capabilities/drop", "[NET_RAW]"),
                Broken.cart(SAFETY, "Rollout", container + "/securityContext/capabilities/add", "[NET_RAW]"),
                Broken.cart(SAFETY, "Rollout", container + "/resources/requests/cpu", null),
                Broken.of(SAFETY, "Deployment", "rate-limits", pods + "/initContainers/0/securityContext", "{}"),
                Broken.cart(ClusterRule.A_POD_HAS_TIME_TO_STOP, "ConfigMap", "/data/DRAIN_PERIOD", null),
                Broken.cart(NETWORK, "ConfigMap", "/data/FLUENTD_HOST", "fluentd.logging"));
    }

    private static final ClusterRule NETWORK = ClusterRule.THE_NETWORK_LETS_THROUGH_WHAT_IS_CALLED_FOR_AND_NOTHING_ELSE;
    private static final ClusterRule AUTOSCALER = ClusterRule.A_WORKLOAD_HAS_ONE_AUTOSCALER;
    private static final ClusterRule REFERENCES = ClusterRule.WHAT_IS_REFERRED_TO_EXISTS;
    private static final ClusterRule TAKE_OVER = ClusterRule.A_NEW_VERSION_TAKES_OVER_BY_WHAT_IS_THERE;
    private static final ClusterRule SAFETY = ClusterRule.A_POD_CAN_DO_NO_HARM;
    private static final ClusterRule DATABASES = ClusterRule.A_SERVICE_HAS_A_DATABASE_WITH_CONNECTIONS_FOR_ALL;
}
