package dev.emporium.cluster.argo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Broken;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.RulesTest;
import dev.emporium.cluster.render.Schemas;
import dev.emporium.cluster.render.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgoCdTest extends RulesTest<ArgoCd> {
    private static final List<String> ENVIRONMENTS = List.of("staging", "production");
    private static final ArgoCd ARGO = new ArgoCd(Documents.path(""));

    @TempDir
    private Path copy;

    ArgoCdTest() {
        super("argo", ArgoCdRules.ALL);
    }

    @Override
    protected Map<String, ArgoCd> documents() {
        return Map.of("as it is", ARGO);
    }

    @Override
    protected ArgoCd broken(Broken fixture) {
        return changed(fixture.file(), fixture::in);
    }

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

        assertThat(names(Stream.of("platform", "logging", "monitoring")
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
    void failsOnAFolderOrAValuesFileThatIsNotThere() throws IOException {
        ArgoCd lostFolder =
                changed("argocd/environment/values.yaml", text -> text.replace("path: k8s/infra", "path: k8s/intra"));
        assertThatThrownBy(() -> deployAll(lostFolder)).hasMessageContaining("there is no folder \"k8s/intra");

        ArgoCd lostValues = changed(
                "argocd/root/templates/services.yaml", text -> text.replace("../environments/", "../environment/"));
        assertThatThrownBy(() -> deployAll(lostValues)).hasMessageContaining("k8s/environment/");
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

    private static void deployAll(ArgoCd argo) {
        argo.all("Application").forEach(argo::deployedBy);
    }

    private ArgoCd changed(String file, UnaryOperator<String> change) {
        return changed(file, change, file);
    }

    /** Argo CD with a copy of the repository in which one file is another. */
    private ArgoCd changed(String file, UnaryOperator<String> change, String to) {
        try {
            return new ArgoCd(copyWith(file, change, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path copyWith(String file, UnaryOperator<String> change, String to) throws IOException {
        Path folder = Files.createTempDirectory(copy, "repository");
        for (String room : List.of("argocd", "k8s", "emissary", "logging", "monitoring")) {
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
        return folder;
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
