package dev.emporium.cluster.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The objects of a namespace, and how they find each other. */
public record Cluster(List<JsonNode> objects) {
    private static final Set<String> WITH_PODS =
            Set.of("Deployment", "Rollout", "StatefulSet", "DaemonSet", "Job", "CronJob");

    public Cluster {
        objects = List.copyOf(objects);
    }

    /** A template of pods, with the object that makes them. */
    public record Pods(JsonNode owner, JsonNode template) {
        public String name() {
            return Cluster.label(owner) + "'s pods";
        }

        public String service() {
            return labels().get("app.kubernetes.io/name");
        }

        public JsonNode spec() {
            return template.path("spec");
        }

        public Map<String, String> labels() {
            return strings(template.at("/metadata/labels"));
        }

        public Stream<JsonNode> containers() {
            return Stream.concat(each(spec().path("initContainers")), each(spec().path("containers")));
        }

        /** The number of a port that has a name, if there is one. */
        public Optional<Integer> port(JsonNode port) {
            return containers()
                    .flatMap(container -> each(container.path("ports")))
                    .filter(one -> one.path("name").equals(port)
                            || one.path("containerPort").equals(port))
                    .map(one -> one.path("containerPort").asInt())
                    .findFirst();
        }

        /** Every variable that the one container is given, with its value or none if it is secret. */
        public Map<String, String> variables(Cluster cluster) {
            Map<String, String> variables = new HashMap<>();
            containers().forEach(container -> {
                each(container.path("envFrom")).forEach(source -> variables.putAll(cluster.keys(source)));
                each(container.path("env"))
                        .forEach(one -> variables.put(
                                one.path("name").asText(), one.path("value").asText()));
            });
            return variables;
        }
    }

    public Stream<JsonNode> all(String kind) {
        return objects.stream().filter(object -> object.path("kind").asText().equals(kind));
    }

    public Optional<JsonNode> find(String kind, String name) {
        return all(kind).filter(object -> name(object).equals(name)).findFirst();
    }

    public List<Pods> pods() {
        return objects.stream()
                .filter(object -> WITH_PODS.contains(object.path("kind").asText()))
                .map(object -> new Pods(
                        object,
                        object.path("kind").asText().equals("CronJob")
                                ? object.at("/spec/jobTemplate/spec/template")
                                : object.at("/spec/template")))
                .toList();
    }

    /** The pods of our services, those of their migrations among them. */
    public Stream<Pods> servicePods() {
        return pods().stream().filter(pods -> Services.names().contains(pods.service()));
    }

    /** The pods that serve requests. */
    public Stream<Pods> servers() {
        return servicePods().filter(pods -> !pods.owner().path("kind").asText().equals("Job"));
    }

    public Stream<JsonNode> scalers() {
        return Stream.concat(all("HorizontalPodAutoscaler"), all("ScaledObject"));
    }

    public List<Pods> selectedBy(JsonNode labels) {
        Map<String, String> wanted = strings(labels);
        return pods().stream()
                .filter(pods -> pods.labels().entrySet().containsAll(wanted.entrySet()))
                .toList();
    }

    /** What a {@code configMapRef} or {@code secretRef} gives; of secrets only the names. */
    private Map<String, String> keys(JsonNode source) {
        if (source.has("configMapRef")) {
            return find("ConfigMap", source.at("/configMapRef/name").asText())
                    .map(map -> strings(map.path("data")))
                    .orElse(Map.of());
        }
        Map<String, String> keys = new HashMap<>();
        secretKeys(source.at("/secretRef/name").asText()).forEach(key -> keys.put(key, ""));
        return keys;
    }

    /** The keys of a secret that an ExternalSecret or an operator makes; empty when nobody does. */
    public Set<String> secretKeys(String secret) {
        Stream<String> external = all("ExternalSecret")
                .filter(object -> object.at("/spec/target/name").asText().equals(secret))
                .flatMap(object -> Stream.concat(
                        each(object.at("/spec/data"))
                                .map(one -> one.path("secretKey").asText()),
                        strings(object.at("/spec/target/template/data")).keySet().stream()));
        Stream<String> databases = all("Cluster").map(Cluster::name).flatMap(cluster -> {
            if (secret.equals(cluster + "-app")) {
                return Stream.of("username", "password");
            }
            return secret.equals(cluster + "-ca") ? Stream.of("ca.crt") : Stream.of();
        });
        Stream<String> generated = all("ExternalSecret")
                .filter(object -> object.at("/spec/target/name").asText().equals(secret))
                .flatMap(object -> object.findValues("generatorRef").stream())
                .filter(generator ->
                        find(generator.path("kind").asText(), nameOf(generator)).isPresent())
                .map(generator -> "password");
        return Set.copyOf(Stream.of(external, databases, generated, elasticSecretKeys(secret))
                .flatMap(keys -> keys)
                .toList());
    }

    private Stream<String> elasticSecretKeys(String secret) {
        Stream<String> certificates = Stream.concat(
                        all("Elasticsearch").map(object -> name(object) + "-es-http-certs-public"),
                        all("Kibana").map(object -> name(object) + "-kb-http-certs-public"))
                .filter(secret::equals)
                .flatMap(name -> Stream.of("ca.crt", "tls.crt"));
        Stream<String> passwords = all("Elasticsearch")
                .filter(object -> secret.equals(name(object) + "-es-elastic-user"))
                .map(object -> "elastic");
        return Stream.concat(certificates, passwords);
    }

    public static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    /** The name in a reference to something. */
    public static String nameOf(JsonNode reference) {
        return reference.path("name").asText();
    }

    /** For people. */
    public static String label(JsonNode object) {
        return object.path("kind").asText() + " " + name(object);
    }

    public static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    public static Map<String, String> strings(JsonNode object) {
        Map<String, String> strings = new HashMap<>();
        object.properties()
                .forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
        return strings;
    }

    /** The cluster after something was done to a copy of one of its objects. */
    public Cluster with(String kind, String name, Consumer<ObjectNode> change) {
        List<JsonNode> changed = new ArrayList<>(objects);
        changed.replaceAll(object -> {
            if (!object.path("kind").asText().equals(kind) || !name(object).equals(name)) {
                return object;
            }
            ObjectNode copy = object.deepCopy();
            change.accept(copy);
            return copy;
        });
        if (changed.equals(objects)) {
            throw new IllegalStateException("nothing was changed in " + kind + " " + name);
        }
        return new Cluster(changed);
    }
}
