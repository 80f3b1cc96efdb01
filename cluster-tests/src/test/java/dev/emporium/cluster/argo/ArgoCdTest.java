package dev.emporium.cluster.argo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Schemas;
import dev.emporium.cluster.render.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgoCdTest {
    private static final List<String> ENVIRONMENTS = List.of("staging", "production");
    private static final ArgoCd ARGO = new ArgoCd(Documents.path(""));

    @TempDir
    private Path copy;

    @Test
    void everyServiceIsAnApplicationInEveryEnvironment() {
        assertThat(names(ARGO.applicationsOf("services")))
                .containsExactlyInAnyOrderElementsOf(inEach(Services.modules()));
    }

    @Test
    void theRoomsAndOperatorsAreApplicationsInEveryEnvironment() {
        List<String> rooms = Stream.of("emissary", "logging", "monitoring")
                .filter(room -> Files.isDirectory(Documents.path(room)))
                .toList();

        assertThat(names(Stream.of("platform", "logging")
                        .flatMap(project -> ARGO.applicationsOf(project).stream())
                        .toList()))
                .describedAs("rooms are listed in argocd/environment/values.yaml")
                .containsAll(inEach(rooms))
                .containsAll(inEach(List.of("infrastructure")));
        assertThat(names(ARGO.applicationsOf("operators")))
                .containsExactlyInAnyOrderElementsOf(inEach(List.of(
                        "argo-rollouts",
                        "cert-manager",
                        "cloudnative-pg",
                        "eck-operator",
                        "emissary-crds",
                        "emissary-ingress",
                        "external-secrets",
                        "keda",
                        "kube-prometheus-stack",
                        "strimzi")));
        assertThat(names(ARGO.applicationsOf("environments")))
                .containsExactlyInAnyOrder("environment-staging", "environment-production");
    }

    @Test
    void aNewFolderIsANewApplicationInEveryEnvironment() throws IOException {
        ArgoCd now = changed(
                "k8s/cart-service/values.yaml",
                values -> values.replace("cart-service", "nowhere-service"),
                "k8s/nowhere-service/values.yaml");

        assertThat(names(now.applicationsOf("services")))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                names(ARGO.applicationsOf("services")).stream(),
                                inEach(List.of("nowhere-service")).stream())
                        .toList());
    }

    @Test
    void everythingIsValidByItsSchema() {
        Stream<JsonNode> own =
                Stream.of("AppProject", "Application", "ApplicationSet").flatMap(kind -> ARGO.all(kind).stream());
        Stream<JsonNode> deployed =
                ARGO.all("Application").stream().flatMap(application -> ARGO.deployedBy(application).stream());

        assertThat(Stream.concat(own, deployed).flatMap(object -> Schemas.violations(object).stream()))
                .isEmpty();
        assertThat(Stream.of("argocd/install", "argocd/monitoring")
                        .flatMap(folder -> Documents.readAll(Documents.path(folder)).stream())
                        .filter(object -> !object.path("kind").asText().equals("Kustomization"))
                        .flatMap(object -> Schemas.violations(object).stream()))
                .isEmpty();
    }

    @Test
    void everyApplicationDeploysSomething() throws IOException {
        assertThat(ArgoCdRules.idle(ARGO)).isEmpty();

        ArgoCd elsewhere = changed(
                "argocd/root/templates/services.yaml",
                text -> text.replaceFirst("(source:\n +repoURL: ).*", "$1https://example.com/other.git"));
        assertThat(ArgoCdRules.idle(elsewhere))
                .contains("cart-service-staging deploys nothing", "cart-service-production deploys nothing");
    }

    @Test
    void failsOnAFolderOrAValuesFileThatIsNotThere() throws IOException {
        ArgoCd lostFolder =
                changed("argocd/environment/values.yaml", text -> text.replace("path: k8s/infra", "path: k8s/intra"));
        assertThatThrownBy(() -> deployAll(lostFolder)).hasMessageContaining("there is no folder \"k8s/intra");

        ArgoCd lostValues = changed(
                "argocd/root/templates/services.yaml", text -> text.replace("../environments/", "../environment/"));
        assertThatThrownBy(() -> deployAll(lostValues)).hasMessageContaining("k8s/environment/");
    }

    @Test
    void projectsPermitWhatIsNeededAndNothingElse() throws IOException {
        assertThat(ArgoCdRules.leastRights(ARGO)).isEmpty();

        ArgoCd other = changed(
                "argocd/root/templates/projects.yaml", text -> text.replaceFirst(".*kind: ServiceMonitor}\n", "")
                        .replaceFirst("(?=    - \\{group: batch, )", "    - {group: \"\", kind: Secret}\n")
                        .replaceFirst("(?<=clusterResourceWhitelist: )\\[]", "[{group: \"\", kind: Namespace}]")
                        .replaceFirst("namespace: emporium", "namespace: default")
                        .replace(" \"keda\"", "")
                        .replace("quay.io/strimzi-helm", "quay.io/other"));
        assertThat(ArgoCdRules.leastRights(other))
                .containsExactlyInAnyOrder(
                        "services: destination production/emporium is missing",
                        "services: destination production/default is not needed",
                        "services: destination staging/emporium is missing",
                        "services: destination staging/default is not needed",
                        "services: kind monitoring.coreos.com/ServiceMonitor is missing",
                        "services: kind /Secret is not needed",
                        "services: kind of the cluster /Namespace is not needed",
                        "operators: chart's destination production/keda is missing",
                        "operators: chart's destination staging/keda is missing",
                        "operators: source quay.io/strimzi-helm is missing",
                        "operators: source quay.io/other is not needed");
    }

    @Test
    void whatIsNeededComesInAnEarlierWave() throws IOException {
        assertThat(ArgoCdRules.order(ARGO)).isEmpty();

        ArgoCd late = changed(
                "argocd/environment/values.yaml",
                text -> text.replaceFirst("(?s)(namespace: strimzi\n    wave:) 1", "$1 2"));
        assertThat(ArgoCdRules.order(late))
                .contains(
                        "infrastructure-staging needs kafka.strimzi.io, which strimzi does not bring in an earlier wave");
    }

    @Test
    void everyPatchOfArgoCdIsMade() throws IOException {
        assertThat(ArgoCdRules.unused(ARGO)).isEmpty();
        assertThat(ArgoCdRules.unused(changed(
                        "argocd/install/kustomization.yaml", text -> text.replace("  - path: argocd-cm.yaml\n", ""))))
                .containsExactly("argocd-cm.yaml");
    }

    @Test
    void aSyncThatIsTriedAgainTakesTheNewestCommit() throws IOException {
        assertThat(ArgoCdRules.retries(ARGO)).isEmpty();

        for (String file : List.of(
                "argocd/root.yaml",
                "argocd/root/templates/environments.yaml",
                "argocd/root/templates/services.yaml",
                "argocd/environment/templates/_sync-policy.tpl")) {
            assertThat(ArgoCdRules.retries(changed(file, text -> text.replace("refresh: true", "refresh: false"))))
                    .as(file)
                    .isNotEmpty();
        }
    }

    @Test
    void whatControllersWriteIsLeftToThemAndNothingElse() throws IOException {
        assertThat(ArgoCdRules.ignored(ARGO)).isEmpty();

        String set = "argocd/root/templates/services.yaml";
        assertThat(ArgoCdRules.ignored(changed(
                        set, text -> text.replace("/spec/selector/rollouts-pod-template-hash", "/spec/selector"))))
                .contains(
                        "cart-service-staging: ignores Service /spec/selector/rollouts-pod-template-hash is missing",
                        "cart-service-staging: ignores Service /spec/selector is not needed");
        assertThat(ArgoCdRules.ignored(
                        changed(set, text -> text.replace("RespectIgnoreDifferences=true", "Validate=true"))))
                .contains("cart-service-staging overwrites what it ignores");
        assertThat(ArgoCdRules.ignored(changed(
                        "argocd/environment/templates/applications.yaml",
                        text -> text.replaceFirst(
                                "(?=  \\{\\{- include \"syncPolicy\")",
                                "  ignoreDifferences: [{kind: Mapping, jsonPointers: [/spec/weight]}]\n"))))
                .contains("emissary-production: ignores Mapping /spec/weight is not needed");
    }

    @Test
    void theGuideListsWhatControllersWrite() {
        assertThat(read(Documents.path("docs/deployment.md")))
                .contains(
                        "`/spec/replicas`",
                        "`/spec/selector/rollouts-pod-template-hash`",
                        "`.spec.http[].route[].weight`",
                        "`.spec.subsets[].labels.\"rollouts-pod-template-hash\"`",
                        "`/spec/syncPolicy/automated`");
    }

    @Test
    void dataOutliveTheApplicationThatBroughtThem() throws IOException {
        assertThat(ArgoCdRules.lasting(ARGO)).isEmpty();

        assertThat(ArgoCdRules.lasting(changed(
                        "k8s/infrastructure/templates/namespace.yaml",
                        text -> text.replace("Prune=false,Delete=false", "Prune=false"))))
                .contains(
                        "infrastructure-production takes Namespace emporium along",
                        "infrastructure-production takes Cluster cart-service-database along",
                        "infrastructure-production takes ScheduledBackup cart-service-database along",
                        "infrastructure-production takes Kafka kafka along",
                        "infrastructure-production takes KafkaNodePool broker along",
                        "infrastructure-production takes KafkaTopic order.events along");
        for (String file : List.of("logging/namespace.yaml", "logging/elasticsearch.yaml")) {
            assertThat(ArgoCdRules.lasting(changed(file, text -> text.replace(",Delete=false", ""))))
                    .as(file)
                    .hasSize(ENVIRONMENTS.size());
        }
    }

    @Test
    void nothingDiffersForEverByTheDefaultsOfADefinition() throws IOException {
        assertThat(ArgoCdRules.defaults(ARGO)).isEmpty();

        assertThat(ArgoCdRules.defaults(
                        changed("k8s/chart/templates/workload.yaml", text -> text.replace(", protocol: TCP}", "}"))))
                .contains(
                        "Rollout cart-service: /spec/template/spec/containers/0/ports/0/protocol is \"TCP\" by default");
        assertThat(ArgoCdRules.defaults(changed(
                        "argocd/environment/templates/applications.yaml",
                        text -> text.replace("ServerSideDiff", "Other"))))
                .contains("strimzi-staging compares without the defaults of others' definitions");
    }

    @Test
    void theProjectThatArgoCdOpensToAllIsClosed() {
        assertThat(ARGO.all("AppProject").stream()
                        .filter(project -> ArgoCd.name(project).equals("default"))
                        .flatMap(project -> Stream.of(
                                        "sourceRepos",
                                        "destinations",
                                        "clusterResourceWhitelist",
                                        "namespaceResourceWhitelist")
                                .map(project.path("spec")::path)))
                .hasSize(4)
                .allMatch(list -> list.isArray() && list.isEmpty());
    }

    @Test
    void aProjectTellsOfTrouble() {
        JsonNode told = Documents.read(Documents.path("argocd/install/argocd-notifications-cm.yaml"))
                .get(0)
                .path("data");
        assertThat(ARGO.all("AppProject").stream()
                        .filter(project -> !ArgoCd.name(project).equals("default")
                                && !ArgoCd.name(project).equals("root"))
                        .toList())
                .isNotEmpty()
                .allMatch(project -> list(project.at("/metadata/annotations"), told));
    }

    /** Whether there is a subscription, and each to a trigger and a service that are there. */
    private static boolean list(JsonNode annotations, JsonNode told) {
        List<String[]> subscriptions = annotations.properties().stream()
                .map(annotation -> annotation.getKey().split("notifications.argoproj.io/subscribe\\.|\\."))
                .filter(parts -> parts.length == 3)
                .toList();
        return !subscriptions.isEmpty()
                && subscriptions.stream()
                        .allMatch(parts -> told.has("trigger." + parts[1])
                                && (told.has("service." + parts[2]) || told.has("service.webhook." + parts[2])));
    }

    @Test
    void chartsOfOthersArePinned() throws IOException {
        assertThat(ArgoCdRules.pinned(ARGO)).isEmpty();
        assertThat(ArgoCdRules.pinned(
                        changed("argocd/environment/values.yaml", text -> text.replace("88.2.0", "88.*"))))
                .hasSize(ENVIRONMENTS.size());
    }

    @Test
    void nothingIsDeletedByAGenerator() throws IOException {
        assertThat(ArgoCdRules.careful(ARGO)).isEmpty();
        for (String care : List.of(
                "applicationsSync: create-update", "preserveResourcesOnDeletion: true", "- resources-finalizer")) {
            String other = care.replaceFirst("create-update|true|resources", "sync")
                    .replace(": sync", care.contains("true") ? ": false" : ": sync");
            assertThat(ArgoCdRules.careful(
                            changed("argocd/root/templates/services.yaml", text -> text.replace(care, other))))
                    .as(other)
                    .hasSize(1);
        }
    }

    @Test
    void everyApplicationIsInAProjectOfOurs() throws IOException {
        assertThat(ArgoCdRules.projects(ARGO)).isEmpty();
        assertThat(ArgoCdRules.projects(changed(
                        "argocd/root/templates/environments.yaml",
                        text -> text.replace("project: environments", "project: default"))))
                .hasSize(ENVIRONMENTS.size());
    }

    @Test
    void theRepositoryStandsInOnePlace() throws IOException {
        assertThat(ArgoCdRules.addresses(ARGO)).containsExactly("argocd/root.yaml");

        String address = ARGO.url().replace(".git", "");
        assertThat(ArgoCdRules.addresses(changed(
                        "argocd/root/templates/services.yaml",
                        text -> text.replaceFirst("\\{\\{ .Values.repository }}", address))))
                .contains("argocd/root/templates/services.yaml");
        assertThat(ArgoCdRules.addresses(changed("argocd/root.yaml", text -> text.replace("*repository", ARGO.url()))))
                .hasSize(2);
    }

    private static void deployAll(ArgoCd argo) {
        argo.all("Application").forEach(argo::deployedBy);
    }

    private ArgoCd changed(String file, Function<String, String> change) throws IOException {
        return changed(file, change, file);
    }

    /** Argo CD with a copy of the repository in which one file is another. */
    private ArgoCd changed(String file, Function<String, String> change, String to) throws IOException {
        Path folder = Files.createTempDirectory(copy, "repository");
        for (String room : List.of("argocd", "k8s", "emissary", "logging")) {
            try (Stream<Path> files = Files.walk(Documents.path(room))) {
                for (Path from : files.filter(Files::isRegularFile).toList()) {
                    Path target =
                            folder.resolve(Documents.path("").relativize(from).toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(from, target);
                }
            }
        }
        String before = read(Documents.path(file));
        String after = change.apply(before);
        assertThat(after).as("a change of " + file).isNotEqualTo(before);
        Files.createDirectories(folder.resolve(to).getParent());
        Files.writeString(folder.resolve(to), after);
        return new ArgoCd(folder);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(List<JsonNode> objects) {
        return objects.stream().map(ArgoCd::name).toList();
    }

    private static List<String> inEach(List<String> names) {
        return names.stream()
                .flatMap(name -> ENVIRONMENTS.stream().map(environment -> name + "-" + environment))
                .toList();
    }
}
