package dev.emporium.cluster.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The published schemas in {@code src/test/resources/schemas}, made strict: what a cluster would silently drop, a field
 * that it does not know, is an error here.
 */
public final class Schemas {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FOLDER = Documents.path("cluster-tests/src/test/resources/schemas");
    private static final String NAMES = "x-kubernetes-group-version-kind";
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
    /** Kubernetes tells of these in words only. */
    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry("core.v1.Container/imagePullPolicy", List.of("Always", "IfNotPresent", "Never")),
            Map.entry("core.v1.PodSpec/restartPolicy", List.of("Always", "OnFailure", "Never")),
            Map.entry("core.v1.SeccompProfile/type", List.of("RuntimeDefault", "Localhost", "Unconfined")),
            Map.entry("core.v1.ServiceSpec/type", List.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName")),
            Map.entry("core.v1.ServicePort/protocol", List.of("TCP", "UDP", "SCTP")),
            Map.entry("core.v1.ContainerPort/protocol", List.of("TCP", "UDP", "SCTP")),
            Map.entry("core.v1.TopologySpreadConstraint/whenUnsatisfiable", List.of("DoNotSchedule", "ScheduleAnyway")),
            Map.entry("apps.v1.DeploymentStrategy/type", List.of("RollingUpdate", "Recreate")),
            Map.entry("networking.v1.NetworkPolicyPort/protocol", List.of("TCP", "UDP", "SCTP")),
            Map.entry("autoscaling.v2.MetricTarget/type", List.of("Utilization", "Value", "AverageValue")));

    private static final ObjectNode KUBERNETES = kubernetes();
    private static final Map<String, ObjectNode> KINDS = kinds();
    private static final Map<String, Schema> COMPILED = new ConcurrentHashMap<>();

    private Schemas() {}

    /** What is wrong with an object of a cluster by the schema of its kind; nothing when it is right. */
    public static List<String> violations(JsonNode object) {
        String kind =
                object.path("apiVersion").asText() + "/" + object.path("kind").asText();
        if (!KINDS.containsKey(kind)) {
            return List.of("no schema for " + kind + ": collect.py fetches those that are used");
        }
        Schema schema = COMPILED.computeIfAbsent(kind, name -> compile(KINDS.get(name), SpecificationVersion.DRAFT_4));
        return problems(
                schema,
                object,
                object.path("kind").asText() + " " + object.at("/metadata/name").asText());
    }

    /** What is wrong with a document by a schema for files, such as {@code schemastore/github-workflow}. */
    public static List<String> violations(String schema, JsonNode document) {
        Schema compiled = COMPILED.computeIfAbsent(schema, name -> {
            ObjectNode content = read(FOLDER.resolve(name + ".json"));
            content.remove(List.of("$schema", "$id"));
            return compile(content, SpecificationVersion.DRAFT_7);
        });
        return problems(compiled, document, schema);
    }

    /**
     * What the definition of a custom resource would put into an object's lists without being asked. The items of lists are
     * compared as a whole or by keys that may be such defaults, so a difference to the manifest would stay for ever.
     */
    public static List<String> unsaidDefaults(JsonNode object) {
        String kind =
                object.path("apiVersion").asText() + "/" + object.path("kind").asText();
        List<String> unsaid = new ArrayList<>();
        unsaidDefaults(
                KINDS.getOrDefault(kind, JSON.createObjectNode()),
                object,
                object.path("kind").asText() + " " + object.at("/metadata/name").asText() + ": ",
                false,
                unsaid);
        return unsaid;
    }

    private static void unsaidDefaults(
            JsonNode schema, JsonNode value, String place, boolean isInList, List<String> unsaid) {
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                unsaidDefaults(schema.path("items"), value.get(i), place + "/" + i, true, unsaid);
            }
        }
        schema.path("properties").properties().forEach(property -> {
            JsonNode said = value.path(property.getKey());
            if (isInList
                    && value.isObject()
                    && said.isMissingNode()
                    && property.getValue().has("default")) {
                unsaid.add(place + "/" + property.getKey() + " is "
                        + property.getValue().get("default") + " by default");
            }
            unsaidDefaults(property.getValue(), said, place + "/" + property.getKey(), isInList, unsaid);
        });
    }

    private static List<String> problems(Schema schema, JsonNode document, String name) {
        return schema.validate(document.toString(), InputFormat.JSON).stream()
                .map(problem -> name + ": " + problem.getInstanceLocation() + " " + problem.getMessage())
                .toList();
    }

    private static Schema compile(ObjectNode schema, SpecificationVersion version) {
        return SchemaRegistry.withDefaultDialect(version).getSchema(schema.toString(), InputFormat.JSON);
    }

    private static ObjectNode kubernetes() {
        ObjectNode definitions =
                (ObjectNode) read(FOLDER.resolve("kubernetes/definitions.json")).get("definitions");
        VALUES.forEach((place, values) -> {
            String[] names = place.split("/");
            ((ObjectNode) definitions.at("/io.k8s.api." + names[0] + "/properties/" + names[1]))
                    .putPOJO("enum", values);
        });
        definitions.forEach(Schemas::makeStrict);
        definitions
                .putObject("io.k8s.apimachinery.pkg.util.intstr.IntOrString")
                .putPOJO("type", List.of("integer", "string"));
        definitions
                .putObject("io.k8s.apimachinery.pkg.api.resource.Quantity")
                .putPOJO("type", List.of("number", "string"));
        return definitions;
    }

    private static Map<String, ObjectNode> kinds() {
        Map<String, ObjectNode> kinds = customKinds();
        KUBERNETES.properties().forEach(definition -> {
            if (definition.getValue().at("/" + NAMES).size() == 1) {
                ObjectNode schema = JSON.createObjectNode().put("$ref", "#/definitions/" + definition.getKey());
                kinds.put(name(definition.getValue()), schema.set("definitions", KUBERNETES));
            }
        });
        return kinds;
    }

    /** The schema of a custom resource as it was published, {@code group/version/Kind}; null for a kind of Kubernetes' own. */
    static ObjectNode custom(String kind) {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(Schemas::read)
                    .filter(schema -> schema.has(NAMES) && name(schema).equals(kind))
                    .findAny()
                    .map(schema -> schema.without(NAMES))
                    .map(ObjectNode.class::cast)
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, ObjectNode> customKinds() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(Schemas::read)
                    .filter(schema -> schema.has(NAMES))
                    .collect(Collectors.toMap(Schemas::name, Schemas::custom));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A custom resource's schema says nothing of the metadata, which are the same for all. */
    private static ObjectNode custom(ObjectNode schema) {
        makeStrict(schema);
        ObjectNode properties = (ObjectNode) schema.get("properties");
        properties.putObject("metadata").put("$ref", "#/definitions/" + META);
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        return schema.set("definitions", KUBERNETES);
    }

    private static String name(JsonNode schema) {
        JsonNode name = schema.at("/" + NAMES + "/0");
        String group = name.path("group").asText();
        return (group.isEmpty() ? "" : group + "/") + name.path("version").asText() + "/"
                + name.path("kind").asText();
    }

    /** Within allOf, anyOf and oneOf an object is described in part only, so nothing can be closed there. */
    private static void makeStrict(JsonNode node) {
        if (!(node instanceof ObjectNode schema)) {
            return;
        }
        schema.path("properties").forEach(Schemas::makeStrict);
        makeStrict(schema.path("items"));
        makeStrict(schema.path("additionalProperties"));
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            schema.remove("anyOf");
            schema.putPOJO("type", List.of("integer", "string"));
        }
        if (schema.path("nullable").asBoolean() && schema.path("type").isTextual()) {
            schema.putPOJO("type", List.of(schema.get("type").asText(), "null"));
        }
        boolean isOpen = schema.has("additionalProperties")
                || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
                || schema.path("x-kubernetes-embedded-resource").asBoolean();
        if (schema.has("properties") && !isOpen) {
            schema.put("additionalProperties", false);
        }
    }

    private static ObjectNode read(Path file) {
        try {
            return (ObjectNode) JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
