package dev.emporium.cluster.gateway;

import static dev.emporium.cluster.render.Cluster.each;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The labels of the Mappings, and what the rate limit service makes of them. */
final class RateLimits {
    private RateLimits() {}

    /** What the service reads. */
    static JsonNode configured(Cluster cluster) {
        return cluster.find("ConfigMap", "rate-limits")
                .map(map ->
                        Documents.parse(map.at("/data/emporium.yaml").asText()).get(0))
                .orElse(MissingNode.getInstance());
    }

    /** A group of labels for which there is no limit, and limits for which there is no group. */
    static Stream<String> differences(Cluster cluster) {
        Set<JsonNode> unused = new HashSet<>();
        collect(configured(cluster), unused);
        List<String> unlimited = groups(cluster)
                .filter(group -> {
                    JsonNode limit = find(cluster, group.getValue());
                    unused.remove(limit);
                    return !limit.has("rate_limit");
                })
                .map(group -> "nothing limits " + group.getKey() + ": " + group.getValue())
                .toList();
        return Stream.concat(unlimited.stream(), unused.stream().map(limit -> "nothing is counted for " + limit));
    }

    /** Requests per minute of a group of labels, 0 when there is no such limit. */
    static int limit(Cluster cluster, String name) {
        return groups(cluster)
                .filter(group -> group.getKey().equals(name))
                .map(group -> find(cluster, group.getValue()).path("rate_limit"))
                .filter(limit -> limit.path("unit").asText().equals("minute"))
                .mapToInt(limit -> limit.path("requests_per_unit").asInt())
                .findFirst()
                .orElse(0);
    }

    private static Stream<Map.Entry<String, JsonNode>> groups(Cluster cluster) {
        return cluster.all("Mapping")
                .flatMap(mapping -> each(mapping.at("/spec/labels")))
                .flatMap(Cluster::each)
                .flatMap(group -> group.properties().stream());
    }

    private static JsonNode find(Cluster cluster, JsonNode labels) {
        JsonNode found = configured(cluster);
        for (JsonNode label : labels) {
            String key = label.has("generic_key")
                    ? label.at("/generic_key/key").asText("generic_key")
                    : label.elements().next().path("key").asText();
            JsonNode value = label.at("/generic_key/value");
            found = each(found.path("descriptors"))
                    .filter(descriptor -> descriptor.path("key").asText().equals(key)
                            && (value.isMissingNode()
                                    || descriptor.path("value").equals(value)))
                    .findFirst()
                    .orElse(MissingNode.getInstance());
        }
        return found;
    }

    private static void collect(JsonNode level, Set<JsonNode> limits) {
        for (JsonNode descriptor : level.path("descriptors")) {
            if (descriptor.has("rate_limit")) {
                limits.add(descriptor);
            }
            collect(descriptor, limits);
        }
    }
}
