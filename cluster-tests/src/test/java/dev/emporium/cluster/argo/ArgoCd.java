package dev.emporium.cluster.argo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.render.Charts;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Kustomization;
import dev.emporium.cluster.render.Temporary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What Argo CD has once {@code argocd/root.yaml} is applied: its own objects, and what each application deploys. */
public final class ArgoCd {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final ObjectNode IMAGE =
            JSON.createObjectNode().put("tag", "a".repeat(40)).put("digest", "sha256:" + "a".repeat(64));

    private final Path repository;
    private final List<JsonNode> objects = new ArrayList<>();
    private final Map<String, List<JsonNode>> deployed = new HashMap<>();
    private final String url;

    /** @param repository a folder with what is at all revisions */
    public ArgoCd(Path repository) {
        this.repository = repository;
        List<JsonNode> root = list(
                Documents.read(repository.resolve("argocd/root.yaml")).get(0).path("items"));
        this.url = root.stream()
                .filter(object -> isA(object, "Application"))
                .findAny()
                .orElseThrow()
                .at("/spec/source/repoURL")
                .asText();
        root.forEach(this::add);
    }

    /** All of Argo CD's objects of a kind. */
    public List<JsonNode> all(String kind) {
        return objects.stream().filter(object -> isA(object, kind)).toList();
    }

    /** The applications of a project. */
    List<JsonNode> applicationsOf(String project) {
        return all("Application").stream()
                .filter(application -> application.at("/spec/project").asText().equals(project))
                .toList();
    }

    /** What an application deploys from this repository; nothing for the chart of somebody else. */
    public List<JsonNode> deployedBy(JsonNode application) {
        return deployed.computeIfAbsent(name(application), name -> deployedBy(application, JSON.createObjectNode()));
    }

    /** The same, with values that are stronger than those of files. */
    List<JsonNode> deployedBy(JsonNode application, ObjectNode values) {
        return sourcesOf(application).stream()
                .filter(source -> source.path("repoURL").asText().equals(url))
                .flatMap(source -> render(name(application), source, values).stream())
                .toList();
    }

    String url() {
        return url;
    }

    /** A file or folder by its path in the repository. */
    Path path(String first, String... more) {
        return repository.resolve(Path.of(first, more));
    }

    static List<JsonNode> sourcesOf(JsonNode application) {
        JsonNode sources = application.at("/spec/sources");
        return sources.isArray() ? list(sources) : List.of(application.at("/spec/source"));
    }

    static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    public static List<JsonNode> list(JsonNode items) {
        return StreamSupport.stream(items.spliterator(), false).toList();
    }

    private static boolean isA(JsonNode object, String kind) {
        return object.path("apiVersion").asText().startsWith("argoproj.io/")
                && object.path("kind").asText().equals(kind);
    }

    private void add(JsonNode object) {
        if (isA(object, "AppProject")) {
            objects.add(object);
        } else if (isA(object, "ApplicationSet")) {
            objects.add(object);
            ApplicationSets.expand(object, repository).forEach(this::add);
        } else if (isA(object, "Application")) {
            objects.add(object);
            if (object.at("/spec/destination/namespace").asText().equals("argocd")) {
                deployedBy(object).forEach(this::add);
            }
        }
    }

    private List<JsonNode> render(String application, JsonNode source, ObjectNode values) {
        Path folder = repository.resolve(source.path("path").asText());
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(application + ": there is no folder " + source.path("path"));
        }
        if (Kustomization.isIn(folder)) {
            return Kustomization.render(folder);
        }
        return Files.exists(folder.resolve("Chart.yaml"))
                ? renderChart(application, folder, source.path("helm"), values)
                : files(folder).flatMap(file -> Documents.read(file).stream()).toList();
    }

    private List<JsonNode> renderChart(String application, Path chart, JsonNode helm, ObjectNode stronger) {
        String release = helm.path("releaseName").asText(application);
        List<Path> values = new ArrayList<>();
        ObjectNode given =
                helm.path("valuesObject").isObject() ? helm.path("valuesObject").deepCopy() : JSON.createObjectNode();
        given.setAll(stronger.deepCopy());
        for (JsonNode valueFile : helm.path("valueFiles")) {
            Path file = chart.resolve(valueFile.asText()).normalize();
            if (Files.exists(file) || !isWrittenByThePipeline(file)) {
                values.add(file);
            } else {
                given.withObject("/global/images").putObject(release).setAll(IMAGE);
            }
        }
        helm.path("parameters")
                .forEach(parameter -> given.put(
                        parameter.path("name").asText(),
                        parameter.path("value").asText().replace("$ARGOCD_APP_SOURCE_REPO_URL", url)));
        values.add(Temporary.file(given.toString()));
        return Charts.render(chart, release, values.toArray(new Path[0]));
    }

    /** The image of a service in an environment, such as {@code k8s/cart-service/staging.yaml}: not there from the start. */
    private boolean isWrittenByThePipeline(Path file) {
        return repository.relativize(file).toString().matches("k8s/[a-z]+-service/[a-z]+\\.yaml")
                && !file.endsWith("values.yaml");
    }

    /** Not those of subfolders, as Argo CD does it. */
    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
