package dev.emporium.cluster;

import static dev.emporium.cluster.Cluster.each;
import static dev.emporium.cluster.Cluster.label;
import static dev.emporium.cluster.Cluster.strings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold of all that is in the namespace, beyond what schemas can say. */
enum ClusterRule {
    EVERY_OBJECT_FITS_ITS_SCHEMA(
            cluster -> cluster.objects().stream().flatMap(object -> Schemas.violations(object).stream())),

    NO_TWO_OBJECTS_HAVE_ONE_NAME(cluster -> {
        Set<String> seen = new HashSet<>();
        return cluster.objects().stream()
                .map(object ->
                        label(object) + " " + object.at("/metadata/namespace").asText())
                .filter(label -> !seen.add(label));
    }),

    A_MAPPING_LEADS_TO_A_SERVICE(cluster -> cluster.all("Mapping")
            .filter(mapping -> {
                String[] target = mapping.at("/spec/service").asText().split(":");
                return cluster.find("Service", target[0])
                        .filter(service -> each(service.at("/spec/ports"))
                                .anyMatch(port -> port.path("name").asText().equals("http")
                                        && port.path("port").asText().equals(target[1])))
                        .isEmpty();
            })
            .map(mapping -> label(mapping) + " leads to " + mapping.at("/spec/service") + ", which is not there")),

    A_SERVICE_FINDS_PODS_OF_ITS_OWN(cluster -> cluster.all("Service").flatMap(service -> {
        List<Cluster.Pods> pods = cluster.selectedBy(service.at("/spec/selector"));
        if (pods.size() != 1) {
            return Stream.of(label(service) + " finds "
                    + pods.stream().map(Cluster.Pods::name).toList());
        }
        return each(service.at("/spec/ports"))
                .map(port -> port.path("targetPort"))
                .filter(port -> pods.get(0).port(port).isEmpty())
                .map(port -> label(service) + " leads to port " + port + ", which its pods do not have");
    })),

    A_SELECTOR_FINDS_WHAT_IT_IS_FOR(cluster -> Stream.of(
                    cluster.all("PodDisruptionBudget")
                            .filter(budget -> cluster.selectedBy(budget.at("/spec/selector/matchLabels"))
                                            .size()
                                    != 1),
                    cluster.all("PeerAuthentication")
                            .filter(peer -> cluster.selectedBy(peer.at("/spec/selector/matchLabels"))
                                            .size()
                                    != 1),
                    Stream.concat(cluster.all("Deployment"), cluster.all("Rollout"))
                            .filter(workload -> !cluster.selectedBy(workload.at("/spec/selector/matchLabels")).stream()
                                    .map(Cluster.Pods::owner)
                                    .toList()
                                    .equals(List.of(workload))),
                    cluster.all("ServiceMonitor")
                            .filter(monitor -> scraped(cluster, monitor).count() != 1))
            .flatMap(objects -> objects)
            .map(object -> label(object) + " finds nothing, or more than its own")),

    AN_AUTOSCALER_HAS_A_WORKLOAD_AND_A_WORKLOAD_ONE_AUTOSCALER(ClusterRule::autoscalers),

    WHAT_IS_REFERRED_TO_EXISTS(ClusterRule::references),

    A_PROBE_ASKS_THE_ADMIN_PORT_FOR_HEALTH(cluster -> servers(cluster).flatMap(pods -> {
        Map<String, String> paths = Map.of(
                "startupProbe", "/health/live", "livenessProbe", "/health/live", "readinessProbe", "/health/ready");
        return pods.containers().flatMap(container -> paths.entrySet().stream()
                .filter(probe -> {
                    JsonNode request = container.at("/" + probe.getKey() + "/httpGet");
                    return !request.path("path").asText().equals(probe.getValue())
                            || pods.port(request.path("port")).isEmpty()
                            || !String.valueOf(pods.port(request.path("port")).get())
                                    .equals(pods.variables(cluster).get("ADMIN_PORT"));
                })
                .map(probe -> pods.name() + ": " + probe.getKey()));
    })),

    A_VARIABLE_IS_READ_BY_THE_SERVICE(cluster -> cluster.pods().stream().flatMap(pods -> {
        Set<String> unknown = new TreeSet<>(pods.variables(cluster).keySet());
        unknown.removeAll(Services.variables(service(pods)));
        return unknown.stream().map(name -> pods.name() + " are given " + name + ", which nobody reads");
    })),

    A_REQUIRED_VARIABLE_IS_SET(cluster -> servers(cluster).flatMap(pods -> {
        Set<String> missing = new TreeSet<>(Services.requiredVariables(service(pods)));
        missing.removeAll(pods.variables(cluster).keySet());
        return missing.stream().map(name -> pods.name() + " need " + name);
    })),

    THE_NETWORK_LETS_THROUGH_WHAT_IS_CALLED_FOR_AND_NOTHING_ELSE(cluster -> new Network(cluster).differences()),

    A_POD_CAN_DO_NO_HARM(PodSafety::violations),

    A_POD_HAS_TIME_TO_STOP(cluster -> servers(cluster).flatMap(pods -> {
        int stop = pods.containers()
                .mapToInt(container ->
                        container.at("/lifecycle/preStop/sleep/seconds").asInt())
                .sum();
        int drain = seconds(pods.variables(cluster).get("DRAIN_PERIOD"));
        int requests =
                seconds(Services.configuration(service(pods)).replaceAll("(?s).*shutdownGracePeriod: (\\d+s).*", "$1"));
        int grace = pods.spec().path("terminationGracePeriodSeconds").asInt();
        return stop > 0 && drain > 0 && grace > stop + drain + requests
                ? Stream.of()
                : Stream.of("%s have %d s for %d + %d + %d".formatted(pods.name(), grace, stop, drain, requests));
    })),

    LABELS_ARE_KUBERNETES_OWN(cluster -> Stream.concat(
                    cluster.objects().stream().filter(ClusterRule::isOurs).map(object -> object.at("/metadata/labels")),
                    cluster.pods().stream().map(pods -> pods.template().at("/metadata/labels")))
            .flatMap(labels -> strings(labels).keySet().stream())
            .filter(label -> !label.startsWith("app.kubernetes.io/"))),

    TOPICS_ARE_THOSE_OF_THE_CODE(cluster -> {
        Set<String> made = cluster.all("KafkaTopic").map(Cluster::name).collect(Collectors.toSet());
        Set<String> used = Services.topics().stream()
                .flatMap(topic -> Stream.of(topic, topic + ".dead-letter"))
                .collect(Collectors.toSet());
        return Stream.concat(
                made.stream().filter(topic -> !used.contains(topic)).map(topic -> topic + " is used by nobody"),
                used.stream().filter(topic -> !made.contains(topic)).map(topic -> topic + " is not made"));
    }),

    LAG_IS_WATCHED_WHERE_MESSAGES_ARE_CONSUMED(cluster -> cluster.all("ScaledObject")
            .filter(scaled -> {
                Set<String> topics = triggers(scaled)
                        .map(trigger -> trigger.path("topic").asText())
                        .collect(Collectors.toSet());
                return !topics.equals(Services.consumedTopics(Cluster.name(scaled)))
                        || triggers(scaled)
                                .anyMatch(trigger ->
                                        !trigger.path("consumerGroup").asText().equals(Cluster.name(scaled)));
            })
            .map(scaled -> label(scaled) + " does not watch what the service consumes")),

    A_NEW_VERSION_TAKES_OVER_BY_WHAT_IS_THERE(ClusterRule::deliveries),

    EVERY_SERVICE_HAS_A_DATABASE(cluster -> {
        Set<String> databases = cluster.all("Cluster").map(Cluster::name).collect(Collectors.toSet());
        Set<String> wanted =
                servers(cluster).map(pods -> service(pods) + "-database").collect(Collectors.toSet());
        return databases.equals(wanted) ? Stream.of() : Stream.of("there are " + databases + " for " + wanted);
    });

    private final Function<Cluster, Stream<String>> check;

    ClusterRule(Function<Cluster, Stream<String>> check) {
        this.check = check;
    }

    List<String> violations(Cluster cluster) {
        return check.apply(cluster).distinct().toList();
    }

    private static Stream<String> autoscalers(Cluster cluster) {
        List<JsonNode> scalers = Stream.concat(cluster.all("HorizontalPodAutoscaler"), cluster.all("ScaledObject"))
                .toList();
        Stream<String> targets = scalers.stream()
                .filter(scaler -> {
                    JsonNode target = scaler.at("/spec/scaleTargetRef");
                    return cluster.find(
                                    target.path("kind").asText(),
                                    target.path("name").asText())
                            .filter(workload -> workload.path("apiVersion").equals(target.path("apiVersion")))
                            .isEmpty();
                })
                .map(scaler -> label(scaler) + " scales nothing");
        Stream<String> workloads = servers(cluster)
                .filter(pods -> pods.owner().path("spec").has("replicas")
                        || scalers.stream()
                                        .filter(scaler -> scaler.at("/spec/scaleTargetRef/name")
                                                .asText()
                                                .equals(Cluster.name(pods.owner())))
                                        .count()
                                != 1)
                .map(pods -> label(pods.owner()) + " has not one autoscaler, or says how many there are");
        Stream<String> zero = scalers.stream()
                .filter(scaler -> scaler.path("spec").has("idleReplicaCount")
                        || scaler.at("/spec/minReplicas").asInt()
                                        + scaler.at("/spec/minReplicaCount").asInt()
                                < 1)
                .map(scaler -> label(scaler) + " can come down to nothing");
        return Stream.of(targets, workloads, zero).flatMap(problems -> problems);
    }

    private static Stream<String> references(Cluster cluster) {
        return cluster.pods().stream().flatMap(pods -> {
            JsonNode account = pods.spec().path("serviceAccountName");
            Stream<String> missingAccount = account.isMissingNode()
                            || cluster.find("ServiceAccount", account.asText()).isPresent()
                    ? Stream.of()
                    : Stream.of("service account " + account);
            Stream<String> maps = pods.spec().findValues("configMapRef").stream()
                    .map(Cluster::nameOf)
                    .filter(map -> cluster.find("ConfigMap", map).isEmpty());
            Stream<String> wholeSecrets = pods.spec().findValues("secretRef").stream()
                    .map(Cluster::nameOf)
                    .filter(secret -> cluster.secretKeys(secret).isEmpty());
            Stream<String> keys = pods.spec().findValues("secretKeyRef").stream()
                    .filter(key -> !cluster.secretKeys(Cluster.nameOf(key))
                            .contains(key.path("key").asText()))
                    .map(JsonNode::toString);
            Stream<String> volumes = each(pods.spec().path("volumes"))
                    .map(volume -> volume.path("secret"))
                    .filter(secret -> !secret.isMissingNode())
                    .filter(secret -> each(secret.path("items")).anyMatch(item -> !cluster.secretKeys(
                                    secret.path("secretName").asText())
                            .contains(item.path("key").asText())))
                    .map(JsonNode::toString);
            return Stream.of(missingAccount, maps, wholeSecrets, keys, volumes)
                    .flatMap(missing -> missing)
                    .map(missing -> pods.name() + " refer to what is not there: " + missing);
        });
    }

    private static Stream<String> deliveries(Cluster cluster) {
        return cluster.all("Rollout").flatMap(rollout -> {
            JsonNode canary = rollout.at("/spec/strategy/canary");
            JsonNode istio = canary.at("/trafficRouting/istio");
            Stream<String> services = Stream.of("stableService", "canaryService")
                    .filter(canary::has)
                    .map(service -> "Service " + canary.path(service).asText());
            Stream<String> mappings = each(canary.at("/trafficRouting/ambassador/mappings"))
                    .map(mapping -> "Mapping " + mapping.asText());
            Stream<String> rules = istio.isMissingNode()
                    ? Stream.of()
                    : Stream.of(
                            "VirtualService " + Cluster.nameOf(istio.path("virtualService")),
                            "DestinationRule " + Cluster.nameOf(istio.path("destinationRule")));
            Stream<String> analyses = each(canary.at("/analysis/templates"))
                    .map(template ->
                            "AnalysisTemplate " + template.path("templateName").asText());
            Set<String> there = cluster.objects().stream().map(Cluster::label).collect(Collectors.toSet());
            return Stream.of(services, mappings, rules, analyses)
                    .flatMap(names -> names)
                    .filter(name -> !there.contains(name))
                    .map(name -> label(rollout) + " needs a " + name);
        });
    }

    private static Stream<JsonNode> triggers(JsonNode scaled) {
        return each(scaled.at("/spec/triggers"))
                .filter(trigger -> trigger.path("type").asText().equals("kafka"))
                .map(trigger -> trigger.path("metadata"));
    }

    private static Stream<JsonNode> scraped(Cluster cluster, JsonNode monitor) {
        Map<String, String> wanted = strings(monitor.at("/spec/selector/matchLabels"));
        String port = monitor.at("/spec/endpoints/0/port").asText();
        return cluster.all("Service")
                .filter(service ->
                        strings(service.at("/metadata/labels")).entrySet().containsAll(wanted.entrySet()))
                .filter(service -> each(service.at("/spec/ports"))
                        .anyMatch(one -> one.path("name").asText().equals(port)));
    }

    private static Stream<Cluster.Pods> servers(Cluster cluster) {
        return cluster.pods().stream().filter(pods -> Set.of("Deployment", "Rollout")
                .contains(pods.owner().path("kind").asText()));
    }

    private static String service(Cluster.Pods pods) {
        return pods.labels().get("app.kubernetes.io/name");
    }

    private static boolean isOurs(JsonNode object) {
        return object.at("/metadata/labels").has("app.kubernetes.io/part-of");
    }

    private static int seconds(String duration) {
        return duration == null ? 0 : Integer.parseInt(duration.replaceAll("s$", ""));
    }
}
