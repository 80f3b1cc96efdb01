package dev.emporium.cluster.docs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.argo.ArgoCd;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Services;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the commands of operators' pages name, held against all that is rendered and what operators make of it. Nobody here
 * knows what the charts of others make: their namespaces and releases are passed over, and so is what only an example has.
 */
final class NamesInCommands {
    private static final Pattern FENCE = Pattern.compile("(?m)^ *```.*$");
    private static final Pattern IN_PROSE = Pattern.compile("`((?:kubectl|argocd app) [^`|]*)");
    private static final Pattern IN_CODE = Pattern.compile("\\b((?:kubectl|argocd app) [^\n|;&)]*)");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]*");
    private static final Pattern NUMBERED = Pattern.compile("[a-z-]+-\\d+");
    private static final Pattern OTHERS = Pattern.compile("tried|wallet.*|.*kube-prometheus-stack-.*");
    private static final Set<String> OURS = Set.of("emporium", "logging", "monitoring");
    private static final Map<String, String> BY_PLUGIN = Map.of("cnpg", "cluster", "rollouts", "rollout");
    private static final Set<String> VERBS = Set.of("annotate", "delete", "describe", "get", "patch", "scale");
    private static final List<String> ENVIRONMENTS = List.of("-staging", "-production");

    /** {@code kind/name}, {@code app/name}, {@code pod/name}, {@code container/name} and {@code label=value}. */
    private final Set<String> known = new HashSet<>(Set.of("container/prometheus", "container/alertmanager"));

    private final Set<String> kinds = new HashSet<>();
    private final Set<String> withSources = new HashSet<>();

    NamesInCommands() {
        ArgoCd argo = new ArgoCd(Documents.path(""));
        for (JsonNode application : argo.all("Application")) {
            known.add("app/" + Cluster.name(application));
            if (application.at("/spec/sources").isArray()) {
                withSources.add(Cluster.name(application));
            }
            add(new Cluster(argo.deployedBy(application)));
        }
        add(Services.everything("local"));
    }

    Stream<String> unknown(String page) {
        return commands(page).flatMap(this::unknown);
    }

    /** Of an application with a list of sources, be it of one, Argo CD 3.5.1 sets nothing without being told of which. */
    Stream<String> ofNoSource(String page) {
        return commands(page)
                .filter(command -> command.contains("set") && !command.contains("--source-position"))
                .flatMap(List::stream)
                .filter(withSources::contains);
    }

    static Stream<List<String>> commands(String page) {
        String[] parts = FENCE.split(page.replaceAll("\\\\\n *", " "));
        return IntStream.range(0, parts.length)
                .boxed()
                .flatMap(
                        i -> (i % 2 == 0 ? IN_PROSE : IN_CODE).matcher(parts[i]).results())
                // what comes behind is said to somebody else
                .map(command -> command.group(1).split("\\s--\\s")[0])
                .map(command -> List.of(command.strip().split("\\s+")));
    }

    private Stream<String> unknown(List<String> command) {
        int namespace = command.indexOf("-n");
        if (namespace > 0 && !OURS.contains(command.get(namespace + 1))) {
            return Stream.empty();
        }
        return IntStream.range(1, command.size())
                .mapToObj(i -> named(command, i))
                .filter(name -> !name.isEmpty() && !known.contains(name))
                .filter(name -> !OTHERS.matcher(name.replaceFirst(".*[/=]", "")).matches());
    }

    /** What the word names, or nothing. */
    private String named(List<String> command, int i) {
        String word = command.get(i);
        String before = command.get(i - 1);
        String twoBefore = i > 1 ? command.get(i - 2) : "";
        if (command.get(0).equals("argocd")) {
            return ENVIRONMENTS.stream().anyMatch(word::endsWith) ? "app/" + word : "";
        }
        if (Set.of("-c", "--container").contains(before)) {
            return "container/" + word;
        }
        if (before.equals("-l")) {
            return word;
        }
        if (NUMBERED.matcher(word).matches()) {
            return "pod/" + word;
        }
        String[] parts = word.split("/");
        if (parts.length == 2
                && kinds.contains(parts[0])
                && NAME.matcher(parts[1]).matches()) {
            return word;
        }
        String kind = BY_PLUGIN.getOrDefault(twoBefore, VERBS.contains(twoBefore) ? before : "");
        return kinds.contains(kind) && NAME.matcher(word).matches() ? kind + "/" + word : "";
    }

    private void add(Cluster cluster) {
        for (JsonNode object : cluster.objects()) {
            String kind = object.path("kind").asText().toLowerCase(Locale.ROOT);
            add(kind.equals("horizontalpodautoscaler") ? "hpa" : kind, Cluster.name(object));
            Cluster.strings(object.at("/metadata/labels")).forEach((label, value) -> known.add(label + "=" + value));
        }
        for (Cluster.Pods pods : cluster.pods()) {
            pods.labels().forEach((label, value) -> known.add(label + "=" + value));
            pods.containers().map(Cluster::nameOf).forEach(name -> known.add("container/" + name));
        }
        cluster.all("Cluster").forEach(database -> {
            known.add("cnpg.io/cluster=" + Cluster.name(database));
            known.add("container/postgres");
            IntStream.rangeClosed(1, database.at("/spec/instances").asInt())
                    .forEach(i -> known.add("pod/" + Cluster.name(database) + "-" + i));
        });
        cluster.all("KafkaNodePool").forEach(pool -> {
            String kafka =
                    pool.at("/metadata/labels").path("strimzi.io/cluster").asText();
            IntStream.range(0, pool.at("/spec/replicas").asInt())
                    .forEach(i -> known.add("pod/" + kafka + "-" + Cluster.name(pool) + "-" + i));
        });
        cluster.all("Elasticsearch").forEach(search -> {
            String name = Cluster.name(search) + "-es-";
            add("service", name + "http");
            add("secret", name + "elastic-user");
            known.add("container/elasticsearch");
            Cluster.each(search.at("/spec/nodeSets"))
                    .forEach(set -> IntStream.range(0, set.path("count").asInt())
                            .forEach(i -> known.add("pod/" + name + Cluster.nameOf(set) + "-" + i)));
        });
        cluster.all("Kibana").forEach(kibana -> add("service", Cluster.name(kibana) + "-kb-http"));
    }

    private void add(String kind, String name) {
        kinds.add(kind);
        known.add(kind + "/" + name);
    }
}
