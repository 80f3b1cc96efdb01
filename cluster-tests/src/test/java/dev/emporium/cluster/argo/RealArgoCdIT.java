package dev.emporium.cluster.argo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.render.Charts;
import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Services;
import dev.emporium.cluster.render.Temporary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private static final String MENDED = "cart-service";
    private static final String OTHER = "shipping-service";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ASKED = System.getenv().getOrDefault("EMPORIUM_CLUSTER", "no");
    private static final long MINUTES = Long.parseLong(System.getenv().getOrDefault("EMPORIUM_CLUSTER_MINUTES", "45"));

    private final List<String> expected = new ArrayList<>();
    private Origin origin;
    private String url;

    @BeforeAll
    void deliver(@TempDir Path folder) throws Exception {
        origin = new Origin(Documents.path(""), folder.resolve("emporium"));
        url = origin.serve(System.getenv("EMPORIUM_HOST"), folder.resolve("git.log"));
        // those of an earlier run compare with its commits, which are not here; what they have deployed stays
        kubectl(null, "delete", "applications", "--all", "--namespace=argocd");
        kubectl(local(), "apply", "--server-side", "--force-conflicts", "--filename", "-");
    }

    @AfterAll
    void leave() {
        if (origin != null) {
            origin.close();
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

    /** With everything of the same commit again: migrations run, and no object is written, whoever else writes into it. */
    @Test
    @Order(2)
    void changesNothingWhenItSyncsAgain() {
        Map<String, String> before = objects();
        Map<String, String> first = finished();
        Map<String, String> migrated = migrations();

        Map<String, JsonNode> applications = applications();
        for (String name : expected) {
            // as argocd app sync does it: an operation has no options but its own, and would be mixed with the state of
            // the last one, which may have been of some resources alone
            ObjectNode operation = JSON.createObjectNode();
            ObjectNode sync = operation.withObject("/operation/sync");
            sync.withObject("/syncStrategy/hook");
            sync.set("syncOptions", applications.get(name).at("/spec/syncPolicy/syncOptions"));
            operation.withObject("/status").putNull("operationState");
            kubectl(null, "patch", "application/" + name, "--namespace=argocd", "--type=merge", "--patch=" + operation);
        }
        await("all have synced again", () -> {
            List<String> waiting = new ArrayList<>();
            Map<String, String> now = finished();
            applications().forEach((name, application) -> {
                boolean again = !Objects.equals(now.get(name), first.get(name));
                if (!again || !state(application).startsWith("Synced Healthy Succeeded")) {
                    waiting.add(name + " " + state(application));
                }
            });
            return String.join(", ", waiting);
        });

        assertThat(objects()).isEqualTo(before);
        assertThat(migrations()).containsOnlyKeys(migrated.keySet()).allSatisfy((job, uid) -> assertThat(uid)
                .isNotEqualTo(migrated.get(job)));
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

    /** A try that has failed is repeated with the newest commit, and until then what runs goes on as it was. */
    @Test
    @Order(5)
    void takesTheCommitThatMendsAMigration() throws Exception {
        assumeTheShop();
        String application = MENDED + "-local";
        String file = "k8s/" + MENDED + "/local.yaml";
        String before = workload(MENDED);

        // no Java starts in as little
        String bad = origin.commit(
                Map.of(
                        file,
                        """
                global:
                  resources:
                    requests: {cpu: 250m, memory: 16Mi}
                    limits: {cpu: "2", memory: 16Mi}
                """));
        refresh(application);
        await("the migration has failed", () -> {
            JsonNode operation = applications().get(application).at("/status/operationState");
            boolean tried = operation.at("/syncResult/revision").asText().equals(bad);
            return tried && operation.path("retryCount").asInt() > 0 ? "" : operation.toString();
        });
        assertThat(workload(MENDED)).isEqualTo(before);

        String mended = origin.commit(Map.of(file, ""));
        refresh(application);
        await(application + " has the commit that mends it", () -> missing(application, mended));
        assertThat(workload(MENDED)).isEqualTo(before);
    }

    @Test
    @Order(6)
    void syncsTheOthersWhenTheValuesOfOneServiceCannotBeRead() throws Exception {
        assumeTheShop();
        String broken = "k8s/" + MENDED + "/values.yaml";
        String other = "k8s/" + OTHER + "/values.yaml";
        String readable = origin.read(broken);
        String before = workload(MENDED);

        String commit = origin.commit(Map.of(
                broken, "name: [", other, origin.read(other).replace("\nenv:\n", "\nenv:\n  LOG_LEVEL: WARN\n")));
        refresh(MENDED + "-local");
        refresh(OTHER + "-local");
        await(OTHER + " has the commit", () -> missing(OTHER + "-local", commit));
        assertThat(kubectl(
                        null,
                        "get",
                        "configmap/" + OTHER,
                        "--namespace=emporium",
                        "--output=jsonpath={.data.LOG_LEVEL}"))
                .isEqualTo("WARN");
        await(MENDED + " is said to be unreadable", () -> {
            String state = state(applications().get(MENDED + "-local"));
            return state.contains("ComparisonError") ? "" : state;
        });
        assertThat(workload(MENDED)).isEqualTo(before);

        String mended = origin.commit(Map.of(broken, readable));
        refresh(MENDED + "-local");
        await(MENDED + " has the commit that mends it", () -> missing(MENDED + "-local", mended));
    }

    /** As {@code argocd app delete} does it, which takes along what an application has deployed. */
    @Test
    @Order(7)
    void keepsTheDataWhenTheInfrastructureIsDeleted() {
        assumeTheShop();
        String application = "infrastructure-local";
        String before = applications().get(application).at("/metadata/uid").asText();
        Map<String, String> data = uids(application, true);
        Map<String, String> others = uids(application, false);
        assertThat(data.keySet())
                .anyMatch(object -> object.startsWith("Namespace."))
                .anyMatch(object -> object.startsWith("Kafka."))
                .anyMatch(object -> object.startsWith("Cluster."));

        kubectl(
                null,
                "patch",
                "application/" + application,
                "--namespace=argocd",
                "--type=merge",
                "--patch={\"metadata\":{\"finalizers\":[\"resources-finalizer.argocd.argoproj.io\"]}}");
        kubectl(null, "delete", "application/" + application, "--namespace=argocd", "--wait=false");
        await(application + " is made anew", () -> {
            JsonNode now = applications().getOrDefault(application, MissingNode.getInstance());
            boolean anew = !before.equals(now.at("/metadata/uid").asText());
            return anew && state(now).startsWith("Synced Healthy Succeeded") ? "" : now.path("metadata") + state(now);
        });

        assertThat(uids(application, true)).isEqualTo(data);
        assertThat(uids(application, false))
                .as("made anew")
                .containsOnlyKeys(others.keySet())
                .satisfies(made -> assertThat(made.values()).doesNotContainAnyElementsOf(others.values()));
    }

    /** Compared with this cluster, and not synced: the real ones are elsewhere. */
    @Test
    @Order(8)
    void rendersWhatStagingAndProductionHave() throws Exception {
        assumeTheShop();
        List<String> environments = List.of("staging", "production");
        Map<String, String> images = new HashMap<>();
        List<JsonNode> objects = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String environment : environments) {
            for (String service : Services.modules()) {
                names.add(service + "-" + environment);
                images.put(
                        "k8s/" + service + "/" + environment + ".yaml",
                        "global: {images: {%s: {tag: tried, digest: \"sha256:%s\"}}}\n"
                                .formatted(service, "a".repeat(64)));
            }
        }
        origin.commit(images);
        for (JsonNode object : root(environments)) {
            if (object.path("kind").asText().equals("ApplicationSet")) {
                ((ObjectNode) object.path("metadata")).put("name", "elsewhere");
                objects.add(unsynced(object, "/spec/template/spec"));
            } else if (object.path("kind").asText().equals("Application")) {
                objects.add(unsynced(object, "/spec"));
                String values = object.at("/spec/source/helm/valuesObject").toString();
                Charts.render(Documents.path("argocd/environment"), "environment", Temporary.file(values))
                        .forEach(one -> objects.add(unsynced(one, "/spec")));
            }
        }
        objects.stream()
                .filter(object -> object.path("kind").asText().equals("Application"))
                .map(ArgoCd::name)
                .forEach(names::add);

        kubectl(objects, "apply", "--server-side", "--filename", "-");
        try {
            await(names + " are compared", () -> {
                Map<String, JsonNode> applications = applications();
                return names.stream()
                        .filter(name -> !applications.containsKey(name)
                                || !List.of("Synced", "OutOfSync")
                                        .contains(applications
                                                .get(name)
                                                .at("/status/sync/status")
                                                .asText()))
                        .map(name -> name + " " + applications.get(name))
                        .collect(Collectors.joining("\n"));
            });
            Map<String, JsonNode> applications = applications();
            assertThat(names).hasSizeGreaterThan(40).allSatisfy(name -> assertThat(
                            applications.get(name).at("/status/conditions").findValuesAsText("type"))
                    .as(name)
                    .noneMatch(type -> type.endsWith("Error")));
        } finally {
            kubectl(null, "delete", "applicationset/elsewhere", "--namespace=argocd", "--ignore-not-found");
            List<String> delete =
                    new ArrayList<>(List.of("delete", "application", "--namespace=argocd", "--ignore-not-found"));
            delete.addAll(names);
            kubectl(null, delete.toArray(String[]::new));
        }
    }

    /** To git it is another file, and what a commit does not change Argo CD does not render again. */
    @Test
    @Order(9)
    void noticesAChangeOfWhatALinkLeadsTo() throws Exception {
        assumeTheShop();
        String file = "k8s/chart/values.yaml";

        origin.commit(Map.of(file, origin.read(file).replace("pullPolicy: IfNotPresent", "pullPolicy: Never")));
        refresh("infrastructure-local");
        await("the simulators are as the commit has them", () -> {
            String policy = kubectl(
                    null,
                    "get",
                    "deployment/mailbox",
                    "--namespace=emporium",
                    "--output=jsonpath={.spec.template.spec.containers[0].imagePullPolicy}");
            return policy.equals("Never") ? "" : policy;
        });
    }

    private static JsonNode unsynced(JsonNode object, String spec) {
        ((ObjectNode) object.at(spec)).remove("syncPolicy");
        return object;
    }

    private static void assumeTheShop() {
        assumeTrue(ASKED.equals("argocd"), "the shop is not deployed: ./run_tests.sh --cluster=argocd does");
    }

    /** Argo CD's own objects for an environment, with the part of it that is asked for. */
    private List<JsonNode> local() {
        List<JsonNode> objects = new ArrayList<>();
        for (JsonNode object : root(List.of("local"))) {
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

    private List<JsonNode> root(List<String> environments) {
        ObjectNode values = JSON.createObjectNode().put("repository", url);
        for (String environment : environments) {
            values.withArray("/environments")
                    .addObject()
                    .put("environment", environment)
                    .put("cluster", "in-cluster")
                    .put("revision", Origin.BRANCH);
        }
        return Charts.render(Documents.path("argocd/root"), "emporium", Temporary.file(values.toString()));
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
            deployed(application).forEach((name, object) -> {
                JsonNode labels = object.at("/metadata/labels");
                JsonNode content = ((ObjectNode) object).without(List.of("metadata", "status", "operation"));
                objects.put(name, labels + " " + content);
            });
        }
        return objects;
    }

    /** The identities of what an application has deployed, of that which holds data or of the rest. */
    private static Map<String, String> uids(String application, boolean ofData) {
        Map<String, String> uids = new TreeMap<>();
        deployed(applications().get(application)).forEach((name, object) -> {
            if (ArgoCdRules.HOLDS_DATA.contains(ArgoCdRules.kindOf(object)) == ofData) {
                uids.put(name, object.at("/metadata/uid").asText());
            }
        });
        return uids;
    }

    /** What there is now of what an application has deployed: by kind, namespace and name. */
    private static Map<String, JsonNode> deployed(JsonNode application) {
        Map<List<String>, List<String>> names = new HashMap<>();
        for (JsonNode resource : application.at("/status/resources")) {
            if (!resource.path("hook").asBoolean()) {
                String kind = resource.path("kind").asText() + "."
                        + resource.path("version").asText() + "."
                        + resource.path("group").asText();
                names.computeIfAbsent(List.of(kind, resource.path("namespace").asText()), key -> new ArrayList<>())
                        .add(resource.path("name").asText());
            }
        }
        Map<String, JsonNode> deployed = new TreeMap<>();
        names.forEach((key, those) -> {
            List<String> command = new ArrayList<>(List.of("get", key.get(0)));
            command.addAll(those);
            command.addAll(List.of("--namespace=" + key.get(1), "--output=json"));
            items(kubectl(null, command.toArray(String[]::new)))
                    .forEach(object -> deployed.put(key.get(0) + " " + key.get(1) + " " + ArgoCd.name(object), object));
        });
        return deployed;
    }

    private static Map<String, String> migrations() {
        Map<String, String> uids = new TreeMap<>();
        items(kubectl(null, "get", "jobs", "--all-namespaces", "--output=json"))
                .forEach(job ->
                        uids.put(ArgoCd.name(job), job.at("/metadata/uid").asText()));
        return uids;
    }

    /** What a service's pods are made of. */
    private static String workload(String service) {
        return kubectl(
                null, "get", "deployment/" + service, "--namespace=emporium", "--output=jsonpath={.spec.template}");
    }

    /** Has git asked now instead of within the next minutes. */
    private static void refresh(String application) {
        kubectl(
                null,
                "annotate",
                "application/" + application,
                "--namespace=argocd",
                "--overwrite",
                "argocd.argoproj.io/refresh=normal");
    }

    /** @return empty once a service is as that commit has it */
    private static String missing(String application, String commit) {
        JsonNode now = applications().get(application);
        boolean compared = now.at("/status/sync/revision").asText().equals(commit);
        return compared && state(now).startsWith("Synced Healthy Succeeded")
                ? ""
                : now.at("/status/sync/revision").asText() + " " + state(now);
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
