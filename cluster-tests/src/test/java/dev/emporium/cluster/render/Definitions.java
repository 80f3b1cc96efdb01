package dev.emporium.cluster.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** The definitions of custom resources, made of the schemas that the tests know, for a cluster without the operators. */
public final class Definitions {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLUSTER_WIDE = "ClusterIssuer";

    private Definitions() {}

    /** Those of the kinds that stand in {@code objects} and are nobody's but an operator's. */
    public static List<JsonNode> of(List<JsonNode> objects) {
        return objects.stream()
                .map(object -> object.path("apiVersion").asText() + "/"
                        + object.path("kind").asText())
                .distinct()
                .filter(kind -> Schemas.custom(kind) != null)
                .map(kind -> definition(kind.split("/"), Schemas.custom(kind)))
                .toList();
    }

    private static JsonNode definition(String[] name, JsonNode schema) {
        String group = name[0];
        String kind = name[2];
        String singular = kind.toLowerCase(Locale.ROOT);
        String plural = singular + (singular.matches(".*(s|x|ch|sh)") ? "es" : "s");
        ObjectNode definition = JSON.createObjectNode()
                .put("apiVersion", "apiextensions.k8s.io/v1")
                .put("kind", "CustomResourceDefinition");
        definition.putObject("metadata").put("name", plural + "." + group);
        ObjectNode spec = definition
                .putObject("spec")
                .put("group", group)
                .put("scope", CLUSTER_WIDE.equals(kind) ? "Cluster" : "Namespaced");
        spec.putObject("names").put("kind", kind).put("plural", plural).put("singular", singular);
        spec.putArray("versions")
                .addObject()
                .put("name", name[1])
                .put("served", true)
                .put("storage", true)
                .putObject("schema")
                .set("openAPIV3Schema", schema);
        return definition;
    }
}
