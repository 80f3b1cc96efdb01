package dev.emporium.cluster.logging;

import static dev.emporium.cluster.render.Cluster.each;
import static dev.emporium.cluster.render.Cluster.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Broken;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Kustomization;
import dev.emporium.cluster.render.Rule;
import dev.emporium.cluster.render.RulesTest;
import dev.emporium.cluster.workload.PodSafety;
import dev.emporium.cluster.workload.Wiring;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Argo CD deploys from {@code logging/}. */
class LoggingTest extends RulesTest<Cluster> {
    private static final Cluster LOGGING = new Cluster(Kustomization.render(Documents.path("logging")));
    private static final String WAVE = "/metadata/annotations/argocd.argoproj.io~1sync-wave";
    /** What reading other containers' files takes. */
    private static final Set<String> FLUENTD_MAY =
            Set.of("run as root", "gain privileges", "get a token", "mount what they should not");

    private static final List<Rule<Cluster>> RULES = List.of(
            new Rule<>("every object fits its schema", Wiring::schemas),
            new Rule<>("no two objects have one name", Wiring::names),
            new Rule<>("a service finds pods of its own", Wiring::services),
            new Rule<>("what is referred to exists", Wiring::references),
            new Rule<>("a pod can do no more harm than it must", LoggingTest::unsafe),
            new Rule<>("Fluentd may ask for what its filter asks for and nothing else", LoggingTest::rights),
            new Rule<>("what is needed comes in an earlier wave", LoggingTest::order),
            new Rule<>("the network lets through what is called for and nothing else", LoggingTest::network),
            new Rule<>("services alone send lines", LoggingTest::senders),
            new Rule<>("images are pinned", LoggingTest::images));

    LoggingTest() {
        super("logging", RULES);
    }

    @Override
    protected Map<String, Cluster> documents() {
        return Map.of("logging", LOGGING);
    }

    @Override
    protected Cluster broken(Broken fixture) {
        return fixture.in(LOGGING);
    }

    /** Fluentd has to read what belongs to the node's root, and that alone. */
    private static Stream<String> unsafe(Cluster cluster) {
        Stream<String> others = PodSafety.violations(cluster).filter(problem -> FLUENTD_MAY.stream()
                .noneMatch(may -> problem.equals("DaemonSet fluentd's pods: they may " + may)));
        Stream<String> folders = cluster.pods().stream()
                .flatMap(pods -> each(pods.spec().path("volumes")))
                .filter(volume -> volume.has("hostPath"))
                .map(volume -> volume.at("/hostPath/path").asText())
                .filter(path -> !Set.of("/var/log", "/var/lib/emporium-fluentd").contains(path));
        Stream<String> writable = cluster.pods().stream()
                .flatMap(Cluster.Pods::containers)
                .flatMap(container -> each(container.path("volumeMounts")))
                .filter(mount -> mount.path("name").asText().equals("logs")
                        && !mount.path("readOnly").asBoolean())
                .map(mount -> "the node's logs can be written");
        return Stream.of(others, folders, writable).flatMap(problems -> problems);
    }

    /** The metadata filter gets pods one by one, and lists and watches pods and namespaces. */
    private static Stream<String> rights(Cluster cluster) {
        String account = cluster.find("DaemonSet", "fluentd")
                .orElseThrow()
                .at("/spec/template/spec/serviceAccountName")
                .asText();
        Set<String> given = new TreeSet<>();
        cluster.all("ClusterRoleBinding")
                .filter(binding -> each(binding.path("subjects"))
                        .anyMatch(subject -> Cluster.nameOf(subject).equals(account)
                                && subject.path("namespace").asText().equals("logging")))
                .flatMap(binding -> cluster.find("ClusterRole", Cluster.nameOf(binding.path("roleRef"))).stream())
                .flatMap(role -> each(role.path("rules")))
                .forEach(rule -> each(rule.path("verbs"))
                        .forEach(verb -> each(rule.path("resources")).forEach(resource -> each(rule.path("apiGroups"))
                                .forEach(group ->
                                        given.add((verb.asText() + " " + group.asText() + " " + resource.asText())
                                                .replace("  ", " "))))));
        Set<String> needed = new TreeSet<>(
                Set.of("get pods", "list pods", "watch pods", "get namespaces", "list namespaces", "watch namespaces"));
        return given.equals(needed) ? Stream.empty() : Stream.of(given + " instead of " + needed);
    }

    /** Streams are there before documents come, and Kibana before its objects. */
    private static Stream<String> order(Cluster cluster) {
        return Stream.of(
                        List.of("Elasticsearch logs", "Job set-up"),
                        List.of("Job set-up", "DaemonSet fluentd"),
                        List.of("Kibana logs", "Job import"),
                        List.of("Namespace logging", "Elasticsearch logs"))
                .filter(pair -> wave(cluster, pair.get(0)) >= wave(cluster, pair.get(1)))
                .map(pair -> pair.get(1) + " does not wait for " + pair.get(0));
    }

    private static int wave(Cluster cluster, String label) {
        return cluster.objects().stream()
                .filter(object -> Cluster.label(object).equals(label))
                .findFirst()
                .orElseThrow()
                .at(WAVE)
                .asInt();
    }

    /** Who talks to whom, by the names of the pods. */
    private static Stream<String> network(Cluster cluster) {
        Map<String, Set<Integer>> calls = Map.of(
                "set-up elasticsearch", Set.of(9200),
                "kibana elasticsearch", Set.of(9200),
                "fluentd elasticsearch", Set.of(9200),
                "import kibana", Set.of(5601),
                "elasticsearch elasticsearch", Set.of(9200, 9300));
        List<String> names = List.of("set-up", "kibana", "fluentd", "import", "elasticsearch");
        Stream<String> among = names.stream().flatMap(from -> names.stream().flatMap(to -> Stream.of(
                        9200, 9300, 5601, 24224)
                .filter(port -> calls.getOrDefault(from + " " + to, Set.of()).contains(port)
                        != (lets(cluster, from, "egress", to, port) && lets(cluster, to, "ingress", from, port)))
                .map(port -> from + " to " + to + ":" + port)));
        Stream<String> outside = Stream.of(443, 6443)
                .filter(port -> !lets(cluster, "fluentd", "egress", "the API server", port))
                .map(port -> "Fluentd does not reach the API server at " + port);
        Stream<String> unguarded = names.stream().flatMap(name -> Stream.of("egress", "ingress")
                .filter(direction -> policies(cluster, name, direction).isEmpty())
                .map(direction -> name + " is open to all: " + direction));
        return Stream.of(among, outside, unguarded).flatMap(problems -> problems);
    }

    private static boolean lets(Cluster cluster, String selected, String direction, String other, int port) {
        String peers = direction.equals("egress") ? "to" : "from";
        return policies(cluster, selected, direction).stream()
                .flatMap(spec -> each(spec.path(direction)))
                .filter(rule -> each(rule.path("ports"))
                        .anyMatch(one -> one.path("port").asInt() == port))
                .anyMatch(rule -> rule.path(peers).isMissingNode()
                        ? other.equals("the API server")
                        : each(rule.path(peers))
                                .anyMatch(peer ->
                                        !peer.has("namespaceSelector") && matches(peer.path("podSelector"), other)));
    }

    /** Whom none selects, Kubernetes lets through everything. */
    private static List<JsonNode> policies(Cluster cluster, String selected, String direction) {
        return cluster.all("NetworkPolicy")
                .map(policy -> policy.path("spec"))
                .filter(spec -> matches(spec.path("podSelector"), selected))
                .filter(spec -> each(spec.path("policyTypes"))
                        .anyMatch(type -> type.asText().equalsIgnoreCase(direction)))
                .toList();
    }

    private static boolean matches(JsonNode selector, String name) {
        return Map.of("app.kubernetes.io/name", name)
                .entrySet()
                .containsAll(strings(selector.path("matchLabels")).entrySet());
    }

    /** Who sends lines to Fluentd: the services of their namespace, and nobody else. */
    private static Stream<String> senders(Cluster cluster) {
        JsonNode services = Documents.parse(
                        "[{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: emporium}},"
                                + " podSelector: {matchLabels: {app.kubernetes.io/part-of: emporium}}}]")
                .get(0);
        List<JsonNode> let = policies(cluster, "fluentd", "ingress").stream()
                .flatMap(spec -> each(spec.path("ingress")))
                .filter(rule -> rule.path("ports").isEmpty()
                        || each(rule.path("ports"))
                                .anyMatch(one -> one.path("port").asInt() == 24224))
                .map(rule -> rule.path("from"))
                .toList();
        return let.equals(List.of(services)) ? Stream.empty() : Stream.of("lines come from " + let);
    }

    private static Stream<String> images(Cluster cluster) {
        return cluster.pods().stream()
                .flatMap(Cluster.Pods::containers)
                .map(container -> container.path("image").asText())
                .filter(image -> !image.matches("docker\\.io/[a-z/-]+:v?\\d+\\.\\d+\\.\\d+.*"))
                .map(image -> image + " is not pinned");
    }

    @ParameterizedTest
    @CsvSource({"namespace: a,namespcae: a", "name: m,nmae: m"})
    void refusesAKustomizationThatItDoesNotUnderstand(String right, String wrong, @TempDir Path folder)
            throws Exception {
        String good = "kind: Kustomization\nnamespace: a\nconfigMapGenerator: [{name: m, literals: [a=b]}]\n";
        Path file = folder.resolve("kustomization.yaml");
        Files.writeString(file, good);
        assertThat(Kustomization.render(folder))
                .singleElement()
                .hasToString(
                        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\",\"namespace\":\"a\"},"
                                + "\"data\":{\"a\":\"b\"}}");

        Files.writeString(file, good.replace(right, wrong));
        assertThatThrownBy(() -> Kustomization.render(folder)).hasMessageContaining("not known");
    }
}
