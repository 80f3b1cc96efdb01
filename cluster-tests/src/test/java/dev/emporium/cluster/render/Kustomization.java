package dev.emporium.cluster.render;

import static dev.emporium.cluster.render.Cluster.each;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What Kustomize makes of a folder, as far as we use it: files of objects, a namespace for them, and config maps of files
 * and literals, whose names here lack the hash of their content. Anything else is refused.
 */
public final class Kustomization {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> KNOWN =
            Set.of("apiVersion", "kind", "namespace", "labels", "resources", "configMapGenerator");
    private static final Set<String> GENERATOR = Set.of("name", "files", "literals");
    private static final Set<String> CLUSTER_WIDE = Set.of("Namespace", "ClusterRole", "ClusterRoleBinding");

    private Kustomization() {}

    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve("kustomization.yaml"));
    }

    public static List<JsonNode> render(Path folder) {
        JsonNode kustomization =
                Documents.read(folder.resolve("kustomization.yaml")).get(0);
        refuseOthers(kustomization, KNOWN);
        List<JsonNode> objects = new ArrayList<>();
        each(kustomization.path("resources"))
                .forEach(file -> objects.addAll(Documents.read(folder.resolve(file.asText()))));
        each(kustomization.path("configMapGenerator")).forEach(generator -> objects.add(configMap(folder, generator)));
        String namespace = kustomization.path("namespace").asText();
        for (JsonNode object : objects) {
            if (!CLUSTER_WIDE.contains(object.path("kind").asText()) && !namespace.isEmpty()) {
                ((ObjectNode) object.get("metadata")).put("namespace", namespace);
            }
        }
        return objects;
    }

    private static JsonNode configMap(Path folder, JsonNode generator) {
        refuseOthers(generator, GENERATOR);
        ObjectNode map = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata").set("name", generator.get("name"));
        ObjectNode data = map.putObject("data");
        each(generator.path("literals")).forEach(literal -> {
            String[] parts = literal.asText().split("=", 2);
            data.put(parts[0], parts[1]);
        });
        each(generator.path("files")).forEach(file -> {
            Path path = folder.resolve(file.asText());
            try {
                data.put(path.getFileName().toString(), Files.readString(path));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return map;
    }

    private static void refuseOthers(JsonNode node, Set<String> known) {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("not known: " + name);
            }
        });
    }
}
