package dev.emporium.cluster.workload;

import static dev.emporium.cluster.render.Cluster.each;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Cluster;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What Pod Security calls restricted, and some more: limits, a root that cannot be written, no token of the cluster. */
public final class PodSafety {
    private static final Set<String> VOLUMES = Set.of("emptyDir", "secret", "configMap", "projected");

    private PodSafety() {}

    public static Stream<String> violations(Cluster cluster) {
        return cluster.pods().stream().flatMap(pods -> Stream.concat(
                        pod(pods.spec()), pods.containers().flatMap(PodSafety::container))
                .map(problem -> pods.name() + ": " + problem));
    }

    private static Stream<String> pod(JsonNode spec) {
        JsonNode security = spec.path("securityContext");
        return broken(Map.of(
                "run as root",
                security.path("runAsNonRoot").asBoolean()
                        && security.path("runAsUser").asInt() > 0,
                "make every system call",
                security.at("/seccompProfile/type").asText().equals("RuntimeDefault"),
                "get a token",
                !spec.path("automountServiceAccountToken").asBoolean(true),
                "share the node",
                !spec.has("hostNetwork") && !spec.has("hostPID") && !spec.has("hostIPC"),
                "mount what they should not",
                each(spec.path("volumes")).flatMap(PodSafety::sources).allMatch(VOLUMES::contains)));
    }

    /** What a container says of itself wins over what its pod says. */
    private static Stream<String> container(JsonNode container) {
        JsonNode security = container.path("securityContext");
        JsonNode resources = container.path("resources");
        Set<String> limited = Stream.of("requests", "limits")
                .flatMap(kind -> Stream.of("cpu", "memory")
                        .filter(resources.path(kind)::has)
                        .map(kind::concat))
                .collect(Collectors.toSet());
        return broken(Map.of(
                "gain privileges",
                !security.path("allowPrivilegeEscalation").asBoolean(true)
                        && !security.path("privileged").asBoolean()
                        && security.path("runAsNonRoot").asBoolean(true)
                        && !security.path("runAsUser").asText("1").equals("0"),
                "make every system call",
                security.at("/seccompProfile/type").asText("RuntimeDefault").equals("RuntimeDefault"),
                "write their root",
                security.path("readOnlyRootFilesystem").asBoolean(),
                "keep capabilities",
                security.at("/capabilities/drop/0").asText().equals("ALL")
                        && !security.path("capabilities").has("add"),
                "take what they want",
                limited.size() == 4));
    }

    private static Stream<String> broken(Map<String, Boolean> conditions) {
        return new TreeSet<>(conditions.keySet())
                .stream().filter(condition -> !conditions.get(condition)).map("they may "::concat);
    }

    private static Stream<String> sources(JsonNode volume) {
        Iterable<String> fields = volume::fieldNames;
        return StreamSupport.stream(fields.spliterator(), false).filter(field -> !field.equals("name"));
    }
}
