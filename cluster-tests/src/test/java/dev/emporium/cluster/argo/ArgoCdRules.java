package dev.emporium.cluster.argo;

import static dev.emporium.cluster.argo.ArgoCd.list;
import static dev.emporium.cluster.argo.ArgoCd.name;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Rule;
import dev.emporium.cluster.render.Schemas;
import dev.emporium.cluster.render.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold of Argo CD's objects beyond their schemas. */
final class ArgoCdRules {
    private static final Set<String> CLUSTER_WIDE = Set.of(
            "Namespace", "ClusterRole", "ClusterRoleBinding", "ClusterIssuer", "ClusterSecretStore", "StorageClass");
    /** Whose chart brings the kinds of a group. */
    private static final Map<String, String> OPERATORS = Map.ofEntries(
            Map.entry("cert-manager.io", "cert-manager"),
            Map.entry("monitoring.coreos.com", "kube-prometheus-stack"),
            Map.entry("getambassador.io", "emissary-crds"),
            Map.entry("external-secrets.io", "external-secrets"),
            Map.entry("generators.external-secrets.io", "external-secrets"),
            Map.entry("postgresql.cnpg.io", "cloudnative-pg"),
            Map.entry("kafka.strimzi.io", "strimzi"),
            Map.entry("elasticsearch.k8s.elastic.co", "eck-operator"),
            Map.entry("kibana.k8s.elastic.co", "eck-operator"),
            Map.entry("keda.sh", "keda"),
            Map.entry("argoproj.io", "argo-rollouts"));

    private static final Pattern EXACT = Pattern.compile("v?\\d+\\.\\d+\\.\\d+");
    private static final String HOOK = "argocd.argoproj.io/hook";
    private static final String PATHS = "argocd.argoproj.io/manifest-generate-paths";
    private static final String WAVE = "argocd.argoproj.io/sync-wave";

    /** By project. The list with its reasons is in docs/deployment.md. */
    private static final Map<String, List<String>> WRITTEN_BY_CONTROLLERS = Map.of(
            "services",
            List.of(
                    "Deployment /spec/replicas",
                    "Rollout /spec/replicas",
                    "Service /spec/selector/rollouts-pod-template-hash",
                    "VirtualService .spec.http[].route[].weight",
                    "DestinationRule .spec.subsets[].labels.\"rollouts-pod-template-hash\""),
            "environments",
            List.of("Application /spec/syncPolicy/automated"),
            "root",
            List.of("Application /spec/syncPolicy/automated"));

    /** A Namespace takes along all that is in it. */
    static final Set<String> HOLDS_DATA = Set.of(
            "/Namespace",
            "/PersistentVolumeClaim",
            "apps/StatefulSet",
            "elasticsearch.k8s.elastic.co/Elasticsearch",
            "kafka.strimzi.io/Kafka",
            "kafka.strimzi.io/KafkaNodePool",
            "kafka.strimzi.io/KafkaTopic",
            "postgresql.cnpg.io/Cluster",
            "postgresql.cnpg.io/ScheduledBackup");

    static final List<Rule<ArgoCd>> ALL = List.of(
            Rule.of("a project permits what is needed and nothing else", ArgoCdRules::leastRights),
            Rule.of("what is needed comes in an earlier wave", ArgoCdRules::order),
            Rule.of("charts of others are pinned", ArgoCdRules::pinned),
            Rule.of("every application deploys something", ArgoCdRules::idle),
            Rule.of("nothing is deleted by a generator", ArgoCdRules::careful),
            Rule.of("every application is in a project of ours", ArgoCdRules::projects),
            Rule.of("a sync that is tried again takes the newest commit", ArgoCdRules::retries),
            Rule.of("a sync begins with nothing that is deleted first", ArgoCdRules::beginnings),
            Rule.of("what controllers write is left to them and nothing else", ArgoCdRules::ignored),
            Rule.of("data outlive the application that brought them", ArgoCdRules::lasting),
            Rule.of("nothing differs for ever by the defaults of a definition", ArgoCdRules::defaults),
            Rule.of("every patch of Argo CD is made", ArgoCdRules::unused),
            Rule.of("a commit that changes what an application is made of is noticed", ArgoCdRules::unnoticed),
            Rule.of("the repository stands in one place", ArgoCdRules::addresses));

    private ArgoCdRules() {}

    /** A project permits what its applications need, and nothing else. Operators' kinds are in charts of others. */
    private static List<String> leastRights(ArgoCd argo) {
        List<String> problems = new ArrayList<>();
        for (JsonNode project : argo.all("AppProject")) {
            List<JsonNode> applications = argo.applicationsOf(name(project));
            compare(
                    problems,
                    name(project) + ": source",
                    texts(project.at("/spec/sourceRepos"), JsonNode::asText),
                    applications.stream()
                            .flatMap(application -> ArgoCd.sourcesOf(application).stream())
                            .map(source -> source.path("repoURL").asText()));
            if (name(project).equals("operators")) {
                compare(
                        problems,
                        "operators: chart's destination",
                        texts(project.at("/spec/destinations"), ArgoCdRules::destination)
                                .filter(destination -> !destination.endsWith("/kube-system")),
                        applications.stream().map(application -> destination(application.at("/spec/destination"))));
                continue;
            }
            compare(
                    problems,
                    name(project) + ": destination",
                    texts(project.at("/spec/destinations"), ArgoCdRules::destination),
                    destinations(argo, applications));
            compare(
                    problems,
                    name(project) + ": kind of the cluster",
                    texts(project.at("/spec/clusterResourceWhitelist"), ArgoCdRules::groupAndKind),
                    objects(argo, applications)
                            .filter(ArgoCdRules::isClusterWide)
                            .map(ArgoCdRules::kindOf));
            compare(
                    problems,
                    name(project) + ": kind",
                    texts(project.at("/spec/namespaceResourceWhitelist"), ArgoCdRules::groupAndKind),
                    Stream.concat(objects(argo, applications), otherDeliveries(argo, applications))
                            .filter(object -> !isClusterWide(object))
                            .map(ArgoCdRules::kindOf));
        }
        return problems;
    }

    /** In each environment an operator is installed in a wave before what needs it. Services wait by trying again. */
    private static List<String> order(ArgoCd argo) {
        List<String> problems = new ArrayList<>();
        for (JsonNode application : argo.all("Application")) {
            boolean isPlatform = Set.of("platform", "logging", "monitoring")
                    .contains(application.at("/spec/project").asText());
            if (!isPlatform && !application.at("/spec/project").asText().equals("services")) {
                continue;
            }
            String environment = application.at("/spec/destination/name").asText();
            argo.deployedBy(application).stream()
                    .map(object -> group(object.path("apiVersion").asText()))
                    .filter(group -> group.contains(".") && !group.endsWith(".k8s.io"))
                    .distinct()
                    .forEach(group -> {
                        String operator = OPERATORS.get(group);
                        if (waveOf(argo, operator, environment) >= (isPlatform ? wave(application) : 100)) {
                            problems.add(name(application) + " needs " + group + ", which " + operator
                                    + " does not bring in an earlier wave");
                        }
                    });
        }
        return problems;
    }

    /** Charts of others come in one exact version. */
    private static List<String> pinned(ArgoCd argo) {
        return argo.applicationsOf("operators").stream()
                .filter(application -> !EXACT.matcher(
                                application.at("/spec/source/targetRevision").asText())
                        .matches())
                .map(application -> name(application) + " is not pinned to a version")
                .toList();
    }

    /** Charts of others are not ours to look into. */
    private static List<String> idle(ArgoCd argo) {
        return argo.all("Application").stream()
                .filter(application -> !application.at("/spec/project").asText().equals("operators"))
                .filter(application -> argo.deployedBy(application).isEmpty())
                .map(application -> name(application) + " deploys nothing")
                .toList();
    }

    /** Nothing that runs is deleted because a generator finds less than before. */
    private static List<String> careful(ArgoCd argo) {
        return argo.all("ApplicationSet").stream()
                .filter(set ->
                        !set.at("/spec/syncPolicy/applicationsSync").asText().equals("create-update")
                                || !set.at("/spec/syncPolicy/preserveResourcesOnDeletion")
                                        .asBoolean()
                                || !set.at("/metadata/finalizers")
                                        .toString()
                                        .contains("resources-finalizer.argocd.argoproj.io"))
                .map(set -> name(set) + " may delete applications, or what they deploy")
                .toList();
    }

    /** A project is one that is made here, and never the one that an application is in when it does not say. */
    private static List<String> projects(ArgoCd argo) {
        List<String> known = argo.all("AppProject").stream()
                .map(ArgoCd::name)
                .filter(name -> !name.equals("default"))
                .toList();
        return argo.all("Application").stream()
                .filter(application ->
                        !known.contains(application.at("/spec/project").asText()))
                .map(application -> name(application) + " is in no project of ours: " + application.at("/spec/project"))
                .toList();
    }

    /** An operation that is tried again takes the newest commit, or the one that mends it would never be tried. */
    private static List<String> retries(ArgoCd argo) {
        return Stream.concat(
                        argo.all("Application").stream(),
                        argo.all("ApplicationSet").stream().map(set -> set.at("/spec/template")))
                .filter(application ->
                        !application.at("/spec/syncPolicy/retry/refresh").asBoolean())
                .map(application -> name(application) + " tries the same commit for ever")
                .distinct()
                .toList();
    }

    /**
     * Argo CD 3.5.1 has the results of the sync before until a sync has one of its own, and a deletion is none: with a hook
     * that is deleted before it is made in its first wave, all counts as done, or as failed, and nothing is.
     */
    private static List<String> beginnings(ArgoCd argo) {
        List<String> problems = new ArrayList<>();
        for (JsonNode application : argo.all("Application")) {
            List<JsonNode> objects = argo.deployedBy(application);
            int first = objects.stream().mapToInt(ArgoCdRules::turn).min().orElse(0);
            objects.stream()
                    .filter(object -> turn(object) == first && isDeletedFirst(object))
                    .map(object -> name(application) + " begins with deleting "
                            + object.path("kind").asText() + " " + name(object))
                    .forEach(problems::add);
        }
        return problems;
    }

    /** Phases one after another, and in each its waves. */
    private static int turn(JsonNode object) {
        JsonNode annotations = object.at("/metadata/annotations");
        int phase = Math.max(
                0,
                List.of("PreSync", "Sync", "PostSync")
                        .indexOf(annotations.path(HOOK).asText("Sync")));
        return phase * 10_000 + annotations.path(WAVE).asInt();
    }

    /** By its own policies and by Helm's, which Argo CD adds; without any it is. */
    private static boolean isDeletedFirst(JsonNode object) {
        JsonNode annotations = object.at("/metadata/annotations");
        String own = annotations.path(HOOK + "-delete-policy").asText();
        String helms = annotations.path("helm.sh/hook-delete-policy").asText();
        return annotations.has(HOOK)
                && (own.contains("BeforeHookCreation")
                        || helms.contains("before-hook-creation")
                        || (own + helms).isEmpty());
    }

    /** What controllers write is left to them, and what nobody writes is not let out of sight. */
    private static List<String> ignored(ArgoCd argo) {
        List<String> problems = new ArrayList<>();
        for (JsonNode application : argo.all("Application")) {
            List<String> ignored = list(application.at("/spec/ignoreDifferences")).stream()
                    .flatMap(one -> Stream.of("jsonPointers", "jqPathExpressions")
                            .flatMap(paths -> list(one.path(paths)).stream())
                            .map(path -> one.path("kind").asText() + " " + path.asText()))
                    .toList();
            List<String> written = WRITTEN_BY_CONTROLLERS.getOrDefault(
                    application.at("/spec/project").asText(), List.of());
            compare(problems, name(application) + ": ignores", ignored.stream(), written.stream());
            if (!ignored.isEmpty()
                    && !application
                            .at("/spec/syncPolicy/syncOptions")
                            .toString()
                            .contains("RespectIgnoreDifferences=true")) {
                problems.add(name(application) + " overwrites what it ignores");
            }
        }
        return problems;
    }

    /** What holds data, and what takes data along when it goes, outlives its application. */
    private static List<String> lasting(ArgoCd argo) {
        return argo.all("Application").stream()
                .flatMap(application -> argo.deployedBy(application).stream()
                        .filter(object -> HOLDS_DATA.contains(kindOf(object)))
                        .filter(object -> !keeps(object, "Delete=false") || !keeps(object, "Prune=false"))
                        .map(object -> name(application) + " takes "
                                + object.path("kind").asText() + " " + name(object) + " along"))
                .toList();
    }

    private static boolean keeps(JsonNode object, String option) {
        return List.of(object.at("/metadata/annotations")
                        .path("argocd.argoproj.io/sync-options")
                        .asText()
                        .split(","))
                .contains(option);
    }

    /** Nothing differs for ever because a definition fills in what a manifest does not say. */
    private static List<String> defaults(ArgoCd argo) {
        List<String> problems = new ArrayList<>();
        for (JsonNode application : argo.all("Application")) {
            if (application.at("/spec/project").asText().equals("operators")) {
                if (!application
                        .at("/metadata/annotations")
                        .path("argocd.argoproj.io/compare-options")
                        .asText()
                        .equals("ServerSideDiff=true")) {
                    problems.add(name(application) + " compares without the defaults of others' definitions");
                }
            } else {
                argo.deployedBy(application).stream()
                        .flatMap(object -> Schemas.unsaidDefaults(object).stream())
                        .forEach(problems::add);
            }
        }
        return problems.stream().distinct().toList();
    }

    /** The patches of Argo CD's installation are made. */
    private static List<String> unused(ArgoCd argo) {
        Set<String> patches = list(
                        one(argo.path("argocd/install/kustomization.yaml")).path("patches"))
                .stream()
                .map(patch -> patch.path("path").asText())
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(argo.path("argocd/install"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith("argocd-") && !patches.contains(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * With this annotation, a commit that changes nothing of what it lists changes nothing of the application: neither is
     * anything rendered again. Git sees a link and what it leads to as two files.
     */
    private static List<String> unnoticed(ArgoCd argo) {
        List<String> problems = new ArrayList<>();
        for (JsonNode application : argo.all("Application")) {
            String listed = application.at("/metadata/annotations").path(PATHS).asText();
            for (JsonNode source : listed.isEmpty() ? List.<JsonNode>of() : ArgoCd.sourcesOf(application)) {
                Path folder = argo.path(source.path("path").asText());
                List<Path> noticed = Stream.of(listed.split(";"))
                        .map(path -> path.startsWith("/") ? argo.path(path.substring(1)) : folder.resolve(path))
                        .map(ArgoCdRules::real)
                        .toList();
                Stream.concat(
                                files(folder),
                                list(source.at("/helm/valueFiles")).stream()
                                        .map(file ->
                                                folder.resolve(file.asText()).normalize())
                                        .filter(Files::exists))
                        .map(ArgoCdRules::real)
                        .filter(file -> noticed.stream().noneMatch(file::startsWith))
                        .map(file -> name(application) + " does not notice a change of "
                                + real(argo.path("")).relativize(file))
                        .forEach(problems::add);
            }
        }
        return problems;
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of the repository stands where Argo CD starts, and once: where else it stands. */
    private static List<String> addresses(ArgoCd argo) {
        String address = argo.url().replaceFirst("\\.git$", "");
        try (Stream<Path> files = Files.walk(argo.path("argocd"))) {
            List<String> places = new ArrayList<>(files.filter(Files::isRegularFile)
                    .flatMap(file -> Pattern.compile(address, Pattern.LITERAL)
                            .matcher(Services.text(file))
                            .results()
                            .map(found -> argo.path("").relativize(file).toString()))
                    .toList());
            places.remove("argocd/root.yaml");
            return places;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode one(Path file) {
        return Documents.read(file).get(0);
    }

    private static void compare(List<String> problems, String what, Stream<String> permitted, Stream<String> needed) {
        Set<String> may = permitted.collect(Collectors.toCollection(TreeSet::new));
        Set<String> must = needed.collect(Collectors.toCollection(TreeSet::new));
        must.stream().filter(one -> !may.contains(one)).forEach(one -> problems.add(what + " " + one + " is missing"));
        may.stream()
                .filter(one -> !must.contains(one))
                .forEach(one -> problems.add(what + " " + one + " is not needed"));
    }

    private static Stream<String> texts(JsonNode items, Function<JsonNode, String> text) {
        return list(items).stream().map(text);
    }

    /** An environment may change the way in which new versions of its services take over. */
    private static Stream<JsonNode> otherDeliveries(ArgoCd argo, List<JsonNode> applications) {
        return applications.stream()
                .filter(application -> application.at("/spec/project").asText().equals("services"))
                .flatMap(application -> Stream.of("rolling", "emissary", "istio")
                        .map(ArgoCdRules::delivery)
                        .flatMap(values -> argo.deployedBy(application, values).stream()));
    }

    private static ObjectNode delivery(String by) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        values.putObject("global").putObject("delivery").put("by", by);
        return values;
    }

    private static Stream<JsonNode> objects(ArgoCd argo, List<JsonNode> applications) {
        return applications.stream().flatMap(application -> argo.deployedBy(application).stream());
    }

    /** Where applications deploy to: an object without a namespace goes to that of its application. */
    private static Stream<String> destinations(ArgoCd argo, List<JsonNode> applications) {
        return applications.stream().flatMap(application -> {
            JsonNode destination = application.at("/spec/destination");
            return argo.deployedBy(application).stream()
                    .filter(object -> !isClusterWide(object))
                    .map(object -> destination.path("name").asText() + "/"
                            + object.at("/metadata/namespace")
                                    .asText(destination.path("namespace").asText()));
        });
    }

    private static String destination(JsonNode destination) {
        return destination.path("name").asText() + "/"
                + destination.path("namespace").asText();
    }

    private static String groupAndKind(JsonNode permitted) {
        return permitted.path("group").asText() + "/" + permitted.path("kind").asText();
    }

    static String kindOf(JsonNode object) {
        return group(object.path("apiVersion").asText()) + "/"
                + object.path("kind").asText();
    }

    private static boolean isClusterWide(JsonNode object) {
        return CLUSTER_WIDE.contains(object.path("kind").asText());
    }

    private static String group(String apiVersion) {
        return apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
    }

    private static int waveOf(ArgoCd argo, String operator, String environment) {
        return argo.applicationsOf("operators").stream()
                .filter(application ->
                        application.at("/spec/destination/name").asText().equals(environment))
                .filter(application ->
                        application.at("/spec/source/helm/releaseName").asText().equals(operator))
                .mapToInt(ArgoCdRules::wave)
                .findAny()
                .orElse(Integer.MAX_VALUE);
    }

    private static int wave(JsonNode application) {
        return Integer.parseInt(
                application.at("/metadata/annotations").path(WAVE).asText());
    }
}
