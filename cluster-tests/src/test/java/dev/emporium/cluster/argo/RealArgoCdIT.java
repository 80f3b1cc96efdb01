package dev.emporium.cluster.argo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.render.Charts;
import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Services;
import dev.emporium.cluster.render.Temporary;
import dev.emporium.local.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The environment {@code local} as a real Argo CD makes it of the commit that is checked out, in the cluster of
 * {@code KUBECONFIG} with what {@code k8s/kind.sh --argocd} has put there: {@code ./run_tests.sh --cluster=argocd} the
 * shop, {@code --cluster=logging} where its logs go, since both are too much for one small machine. Argo CD reads the
 * commit from this machine, which its pods know by the address {@code EMPORIUM_HOST}.
 */
@EnabledIfEnvironmentVariable(
        named = "EMPORIUM_CLUSTER",
        matches = "argocd|logging",
        disabledReason = "no Argo CD is asked: ./run_tests.sh --cluster=argocd and --cluster=logging do")
@EnabledIfEnvironmentVariable(
        named = "KUBECONFIG",
        matches = ".+",
        disabledReason = "no Argo CD is asked: there is no KUBECONFIG")
@EnabledIfEnvironmentVariable(
        named = "EMPORIUM_HOST",
        matches = ".+",
        disabledReason = "no Argo CD is asked: there is no EMPORIUM_HOST")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealArgoCdIT {
    /** What of the environment is made, by what is asked for: its rooms and its operators. */
    private static final Map<String, List<String>> PARTS = Map.of(
            "argocd",
            List.of(
                    "infrastructure",
                    "emissary",
                    "cert-manager",
                    "emissary-crds",
                    "emissary-ingress",
                    "external-secrets",
                    "cloudnative-pg",
                    "strimzi"),
            "logging",
            List.of("logging", "kube-prometheus-stack", "external-secrets", "eck-operator"));

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ASKED = System.getenv().getOrDefault("EMPORIUM_CLUSTER", "no");
    private static final long MINUTES = Long.parseLong(System.getenv().getOrDefault("EMPORIUM_CLUSTER_MINUTES", "45"));

    private final List<String> expected = new ArrayList<>();
    private Process git;

    @BeforeAll
    void deliver(@TempDir Path logs) throws Exception {
        String host = System.getenv("EMPORIUM_HOST");
        Path repository = Documents.path("").toRealPath();
        int port = Processes.freePort();
        git = new ProcessBuilder(
                        "git",
                        "daemon",
                        "--export-all",
                        "--reuseaddr",
                        "--listen=" + host,
                        "--port=" + port,
                        "--base-path=" + repository.getParent(),
                        repository.toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(logs.resolve("git.log").toFile()))
                .start();
        String commit = run("git", "rev-parse", "HEAD");

        List<JsonNode> objects = environment("git://" + host + ":" + port + "/" + repository.getFileName(), commit);
        kubectl(objects, "apply", "--server-side", "--force-conflicts", "--filename", "-");
    }

    @AfterAll
    void leave() {
        if (git != null) {
            git.descendants().forEach(ProcessHandle::destroy);
            git.destroy();
        }
    }

    @Test
    @Order(1)
    void makesAllOfTheEnvironmentAndFindsItSyncedAndHealthy() {
        await(expected + " are Synced and Healthy", () -> {
            balance();
            Map<String, String> states = new HashMap<>();
            applications().forEach((name, application) -> states.put(name, state(application)));
            List<String> missing =
                    expected.stream().filter(name -> !states.containsKey(name)).toList();
            states.values().removeIf(state -> state.startsWith("Synced Healthy"));
            return missing.isEmpty() && states.isEmpty() ? "" : "missing: " + missing + ", others: " + states;
        });
    }

    /** With everything of the same commit again: no object is written, whoever else writes into it. */
    @Test
    @Order(2)
    void changesNothingWhenItSyncsAgain() {
        Map<String, String> before = objects();
        Map<String, String> first = finished();

        for (String name : expected) {
            kubectl(
                    null,
                    "patch",
                    "application/" + name,
                    "--namespace=argocd",
                    "--type=merge",
                    "--patch={\"operation\":{\"sync\":{\"syncStrategy\":{\"hook\":{}}}}}");
        }
        await("all have synced again", () -> {
            List<String> waiting = new ArrayList<>();
            Map<String, String> now = finished();
            applications().forEach((name, application) -> {
                boolean again = !now.get(name).equals(first.get(name));
                if (!again || !state(application).startsWith("Synced Healthy Succeeded")) {
                    waiting.add(name + " " + state(application));
                }
            });
            return String.join(", ", waiting);
        });

        assertThat(objects()).isEqualTo(before);
    }

    /** Argo CD itself would let anybody who may write an Application be an admin of every cluster. */
    @Test
    @Order(3)
    void refusesWhatIsInNoProjectOfOurs() {
        JsonNode intruder = Documents.parse(
                        """
                        apiVersion: argoproj.io/v1alpha1
                        kind: Application
                        metadata: {name: intruder, namespace: argocd}
                        spec:
                          project: default
                          source: {repoURL: "https://github.com/argoproj/argocd-example-apps.git", path: guestbook}
                          destination: {name: in-cluster, namespace: default}
                          syncPolicy: {automated: {}}
                        """)
                .get(0);
        kubectl(List.of(intruder), "apply", "--server-side", "--filename", "-");
        try {
            await("the intruder is refused", () -> {
                JsonNode conditions = applications().get("intruder").at("/status/conditions");
                return conditions.findValuesAsText("type").contains("InvalidSpecError") ? "" : "it has " + conditions;
            });
        } finally {
            kubectl(null, "delete", "application/intruder", "--namespace=argocd");
        }
    }

    @Test
    @Order(4)
    void findsInElasticsearchWhatAPodHasWritten() {
        assumeTrue(ASKED.equals("logging"), "no logs are looked for: ./run_tests.sh --cluster=logging does");
        kubectl(
                Documents.parse(
                        """
                        apiVersion: v1
                        kind: Namespace
                        metadata: {name: emporium}
                        ---
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: writer, namespace: emporium}
                        spec:
                          containers:
                            - name: writer
                              image: docker.io/curlimages/curl:8.15.0
                              command: [sh, -c, "while :; do echo a line with amethyst; sleep 1; done"]
                        """),
                "apply",
                "--server-side",
                "--filename",
                "-");
        String password = kubectl(
                null,
                "--namespace=logging",
                "get",
                "secret/logs-es-elastic-user",
                "--output=go-template={{.data.elastic|base64decode}}");
        await("the line is in Elasticsearch", () -> {
            String search = "https://localhost:9200/logs-emporium-default/_search?size=1&q=message:amethyst";
            String found = kubectl(
                    null,
                    "--namespace=logging",
                    "exec",
                    "logs-es-default-0",
                    "--container=elasticsearch",
                    "--",
                    "curl",
                    "--silent",
                    "--insecure",
                    "--user",
                    "elastic:" + password,
                    search);
            return found.contains("a line with amethyst") ? "" : found;
        });
    }

    /** Argo CD's own objects for the environment, with the part of it that is asked for. */
    private List<JsonNode> environment(String url, String commit) {
        ObjectNode values = JSON.createObjectNode().put("repository", url);
        values.withArray("/environments")
                .addObject()
                .put("environment", "local")
                .put("cluster", "in-cluster")
                .put("revision", commit);
        List<JsonNode> objects = new ArrayList<>();
        for (JsonNode object :
                Charts.render(Documents.path("argocd/root"), "emporium", Temporary.file(values.toString()))) {
            String kind = object.path("kind").asText();
            if (kind.equals("Application")) {
                choose((ObjectNode) object.at("/spec/source/helm/valuesObject"));
            }
            if (ArgoCd.name(object).equals("platform")) {
                permitSecrets((ObjectNode) object.path("spec"));
            }
            if (!kind.equals("ApplicationSet")) {
                objects.add(object);
            } else if (ASKED.equals("argocd")) {
                objects.add(object);
                Services.modules().forEach(service -> expected.add(service + "-local"));
            }
        }
        expected.add("environment-local");
        return objects;
    }

    private void choose(ObjectNode values) {
        JsonNode all =
                Documents.read(Documents.path("argocd/environment/values.yaml")).get(0);
        for (String list : List.of("rooms", "operators")) {
            ArrayNode chosen = values.putArray(list);
            for (JsonNode one : all.path(list)) {
                if (PARTS.get(ASKED).contains(one.path("name").asText())) {
                    chosen.add(one);
                    expected.add(one.path("name").asText() + "-local");
                }
            }
        }
    }

    /** What is secret of this environment alone lies in a namespace beside it, which others are not let into. */
    private static void permitSecrets(ObjectNode project) {
        project.withArray("destinations").addObject().put("name", "in-cluster").put("namespace", "emporium-secrets");
        for (String kind : List.of("Role", "RoleBinding")) {
            project.withArray("namespaceResourceWhitelist")
                    .addObject()
                    .put("group", "rbac.authorization.k8s.io")
                    .put("kind", kind);
        }
    }

    private static Map<String, JsonNode> applications() {
        Map<String, JsonNode> applications = new TreeMap<>();
        items(kubectl(null, "get", "applications", "--namespace=argocd", "--output=json"))
                .forEach(application -> applications.put(ArgoCd.name(application), application));
        return applications;
    }

    private static String state(JsonNode application) {
        JsonNode status = application.path("status");
        JsonNode conditions = status.path("conditions");
        return String.join(
                " ",
                status.at("/sync/status").asText(),
                status.at("/health/status").asText(),
                status.at("/operationState/phase").asText(),
                status.at("/operationState/message").asText(),
                conditions.isEmpty() ? "" : conditions.toString());
    }

    /** When each application's last sync ended. */
    private static Map<String, String> finished() {
        Map<String, String> times = new HashMap<>();
        applications()
                .forEach((name, application) -> times.put(
                        name,
                        application.at("/status/operationState/finishedAt").asText()));
        return times;
    }

    /** All that the applications have deployed, without what tells of its history and its state. */
    private static Map<String, String> objects() {
        Map<String, String> objects = new TreeMap<>();
        for (JsonNode application : applications().values()) {
            Map<List<String>, List<String>> names = new HashMap<>();
            for (JsonNode resource : application.at("/status/resources")) {
                if (!resource.path("hook").asBoolean()) {
                    String kind = resource.path("kind").asText() + "."
                            + resource.path("version").asText() + "."
                            + resource.path("group").asText();
                    names.computeIfAbsent(
                                    List.of(kind, resource.path("namespace").asText()), key -> new ArrayList<>())
                            .add(resource.path("name").asText());
                }
            }
            names.forEach((key, those) -> {
                List<String> command = new ArrayList<>(List.of("get", key.get(0)));
                command.addAll(those);
                command.addAll(List.of("--namespace=" + key.get(1), "--output=json"));
                for (JsonNode object : items(kubectl(null, command.toArray(String[]::new)))) {
                    JsonNode labels = object.at("/metadata/labels");
                    ObjectNode content = ((ObjectNode) object).without(List.of("metadata", "status", "operation"));
                    objects.put(key + " " + ArgoCd.name(object), labels + " " + content);
                }
            });
        }
        return objects;
    }

    /** A cluster on one machine has no load balancer, without whose address Argo CD finds no Service of this type healthy. */
    private static void balance() {
        for (JsonNode service : items(kubectl(null, "get", "services", "--all-namespaces", "--output=json"))) {
            if (service.at("/spec/type").asText().equals("LoadBalancer")
                    && service.at("/status/loadBalancer/ingress").isMissingNode()) {
                kubectl(
                        null,
                        "patch",
                        "service/" + ArgoCd.name(service),
                        "--namespace=" + service.at("/metadata/namespace").asText(),
                        "--subresource=status",
                        "--type=merge",
                        "--patch={\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"192.0.2.1\"}]}}}");
            }
        }
    }

    /** @param missing what is still missing, empty when nothing is */
    private static void await(String what, Supplier<String> missing) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
        for (String still = missing.get(); !still.isEmpty(); still = missing.get()) {
            assertThat(System.nanoTime()).as(what + ": " + still).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
        }
    }

    private static List<JsonNode> items(String answer) {
        try {
            JsonNode object = JSON.readTree(answer);
            return object.has("items") ? ArgoCd.list(object.path("items")) : List.of(object);
        } catch (IOException e) {
            throw new UncheckedIOException(answer, e);
        }
    }

    private static String kubectl(List<JsonNode> objects, String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(arguments));
        if (objects != null) {
            ObjectNode list = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "List");
            objects.forEach(list.withArray("/items")::add);
            command.set(command.indexOf("-"), Temporary.file(list.toString()).toString());
        }
        return run(command.toArray(String[]::new));
    }

    private static String run(String... command) {
        try {
            Commands.Result result = Commands.run(Documents.path(""), command);
            assertThat(result.exit()).as(result.output()).isZero();
            return result.output()
                    .lines()
                    .filter(line -> !line.startsWith("Warning:"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
