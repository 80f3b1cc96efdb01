package dev.emporium.cluster.workload;

import static dev.emporium.cluster.render.Cluster.each;
import static dev.emporium.cluster.render.Cluster.label;
import static dev.emporium.cluster.render.Cluster.name;
import static dev.emporium.cluster.render.Cluster.nameOf;
import static dev.emporium.cluster.render.Cluster.strings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Schemas;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Objects find each other by names and labels, which no schema follows. Each method says what is wrong. */
public final class Wiring {
    private Wiring() {}

    public static Stream<String> schemas(Cluster cluster) {
        return cluster.objects().stream().flatMap(object -> Schemas.violations(object).stream());
    }

    public static Stream<String> names(Cluster cluster) {
        Set<String> seen = new HashSet<>();
        return cluster.objects().stream()
                .map(object ->
                        label(object) + " " + object.at("/metadata/namespace").asText())
                .filter(label -> !seen.add(label));
    }

    static Stream<String> labels(Cluster cluster) {
        Stream<JsonNode> ours = cluster.objects().stream()
                .map(object -> object.at("/metadata/labels"))
                .filter(labels -> labels.has("app.kubernetes.io/part-of"));
        Stream<JsonNode> pods =
                cluster.pods().stream().map(template -> template.template().at("/metadata/labels"));
        return Stream.concat(ours, pods)
                .flatMap(labels -> strings(labels).keySet().stream())
                .filter(label -> !label.startsWith("app.kubernetes.io/"));
    }

    static Stream<String> mappings(Cluster cluster) {
        return cluster.all("Mapping")
                .filter(mapping -> {
                    String[] target = mapping.at("/spec/service").asText().split(":");
                    return cluster.find("Service", target[0]).stream()
                            .flatMap(service -> each(service.at("/spec/ports")))
                            .noneMatch(port -> port.path("name").asText().equals("http")
                                    && port.path("port").asText().equals(target[1]));
                })
                .map(mapping -> label(mapping) + " leads to " + mapping.at("/spec/service") + ", which is not there");
    }

    public static Stream<String> services(Cluster cluster) {
        return cluster.all("Service").flatMap(service -> {
            List<Cluster.Pods> pods = cluster.selectedBy(service.at("/spec/selector"));
            if (pods.size() != 1) {
                return Stream.of(label(service) + " finds "
                        + pods.stream().map(Cluster.Pods::name).toList());
            }
            return each(service.at("/spec/ports"))
                    .map(port -> port.path("targetPort"))
                    .filter(port -> pods.get(0).port(port).isEmpty())
                    .map(port -> label(service) + " leads to port " + port + ", which its pods do not have");
        });
    }

    static Stream<String> selectors(Cluster cluster) {
        Stream<JsonNode> policies = Stream.concat(cluster.all("PodDisruptionBudget"), cluster.all("PeerAuthentication"))
                .filter(object -> cluster.selectedBy(object.at("/spec/selector/matchLabels"))
                                .size()
                        != 1);
        Stream<JsonNode> workloads = cluster.servers()
                .map(Cluster.Pods::owner)
                .filter(owner -> !cluster.selectedBy(owner.at("/spec/selector/matchLabels")).stream()
                        .map(Cluster.Pods::owner)
                        .toList()
                        .equals(List.of(owner)));
        Stream<JsonNode> monitors = cluster.all("ServiceMonitor").filter(monitor -> !scrapesOne(cluster, monitor));
        return Stream.of(policies, workloads, monitors)
                .flatMap(objects -> objects)
                .map(object -> label(object) + " finds nothing, or more than its own");
    }

    private static boolean scrapesOne(Cluster cluster, JsonNode monitor) {
        Map<String, String> wanted = strings(monitor.at("/spec/selector/matchLabels"));
        JsonNode port = monitor.at("/spec/endpoints/0/port");
        return cluster.all("Service")
                        .filter(service -> strings(service.at("/metadata/labels"))
                                .entrySet()
                                .containsAll(wanted.entrySet()))
                        .filter(service -> each(service.at("/spec/ports"))
                                .anyMatch(one -> one.path("name").equals(port)))
                        .count()
                == 1;
    }

    static Stream<String> autoscalers(Cluster cluster) {
        Stream<String> targets = cluster.scalers()
                .filter(scaler -> {
                    JsonNode target = scaler.at("/spec/scaleTargetRef");
                    return cluster.find(target.path("kind").asText(), nameOf(target))
                            .filter(workload -> workload.path("apiVersion").equals(target.path("apiVersion")))
                            .isEmpty();
                })
                .map(scaler -> label(scaler) + " scales nothing");
        Stream<String> workloads = cluster.servers()
                .map(Cluster.Pods::owner)
                .filter(owner -> owner.path("spec").has("replicas")
                        || cluster.scalers()
                                        .filter(scaler -> nameOf(scaler.at("/spec/scaleTargetRef"))
                                                .equals(name(owner)))
                                        .count()
                                != 1)
                .map(owner -> label(owner) + " has not one autoscaler, or says how many there are");
        Stream<String> zero = cluster.scalers()
                .filter(scaler -> scaler.path("spec").has("idleReplicaCount")
                        || scaler.at("/spec/minReplicas").asInt()
                                        + scaler.at("/spec/minReplicaCount").asInt()
                                < 1)
                .map(scaler -> label(scaler) + " can come down to nothing");
        Stream<String> unsure = cluster.all("ScaledObject")
                .filter(scaler -> scaler.at("/spec/fallback/replicas").asInt() < 1)
                .map(scaler -> label(scaler) + " does not know what to do without its broker");
        return Stream.of(targets, workloads, zero, unsure).flatMap(problems -> problems);
    }

    public static Stream<String> references(Cluster cluster) {
        return cluster.pods().stream().flatMap(pods -> {
            JsonNode spec = pods.spec();
            Stream<String> accounts = Stream.of(spec.path("serviceAccountName"))
                    .filter(account -> !account.isMissingNode())
                    .map(JsonNode::asText)
                    .filter(account -> cluster.find("ServiceAccount", account).isEmpty());
            Stream<String> maps = spec.findValues("configMapRef").stream()
                    .map(Cluster::nameOf)
                    .filter(map -> cluster.find("ConfigMap", map).isEmpty());
            Stream<String> files = spec.findValues("configMap").stream()
                    .map(Cluster::nameOf)
                    .filter(map -> cluster.find("ConfigMap", map).isEmpty());
            Stream<String> secrets = spec.findValues("secretRef").stream()
                    .map(Cluster::nameOf)
                    .filter(secret -> cluster.secretKeys(secret).isEmpty());
            Stream<String> keys = spec.findValues("secretKeyRef").stream()
                    .filter(key -> !cluster.secretKeys(nameOf(key))
                            .contains(key.path("key").asText()))
                    .map(JsonNode::toString);
            Stream<String> volumes = spec.findValues("secretName").stream()
                    .map(JsonNode::asText)
                    .filter(secret -> cluster.secretKeys(secret).isEmpty());
            return Stream.of(accounts, maps, files, secrets, keys, volumes)
                    .flatMap(missing -> missing)
                    .map(missing -> pods.name() + " refer to what is not there: " + missing);
        });
    }

    /** Requests of these would all come to a new version at once, when nobody looks at it any more. */
    private static Stream<String> passedBy(Cluster cluster, JsonNode rollout) {
        JsonNode canary = rollout.at("/spec/strategy/canary");
        Set<String> shared = each(canary.at("/trafficRouting/ambassador/mappings"))
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
        return cluster.all("Mapping")
                .filter(mapping -> !shared.isEmpty() && !shared.contains(name(mapping)))
                .filter(mapping -> mapping.at("/spec/service")
                        .asText()
                        .startsWith(canary.path("stableService").asText() + ":"))
                .map(mapping -> label(rollout) + " shares nothing of " + label(mapping));
    }

    static Stream<String> deliveries(Cluster cluster) {
        Set<String> there = cluster.objects().stream().map(Cluster::label).collect(Collectors.toSet());
        return cluster.all("Rollout").flatMap(rollout -> {
            JsonNode canary = rollout.at("/spec/strategy/canary");
            Stream<String> services = Stream.of("stableService", "canaryService")
                    .filter(canary::has)
                    .map(service -> "Service " + canary.path(service).asText());
            Stream<String> mappings = each(canary.at("/trafficRouting/ambassador/mappings"))
                    .map(mapping -> "Mapping " + mapping.asText());
            Stream<String> rules = canary.at("/trafficRouting/istio").properties().stream()
                    .map(rule -> rule.getKey().replaceFirst("^v", "V").replaceFirst("^d", "D") + " "
                            + nameOf(rule.getValue()));
            Stream<String> analyses = each(canary.at("/analysis/templates"))
                    .map(template ->
                            "AnalysisTemplate " + template.path("templateName").asText());
            Stream<String> missing = Stream.of(services, mappings, rules, analyses)
                    .flatMap(names -> names)
                    .filter(name -> !there.contains(name))
                    .map(name -> label(rollout) + " needs a " + name);
            return Stream.concat(missing, passedBy(cluster, rollout));
        });
    }
}
