package dev.emporium.cluster.render;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The services as the repository has them: their folders in {@code k8s/}, and what their code says. */
public final class Services {
    public static final Path CHART = Documents.path("k8s/chart");
    public static final Path INFRASTRUCTURE = Documents.path("k8s/infrastructure");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?::-([^}]*))?}");
    private static final Pattern LOGGED = Pattern.compile("given\\(variables, \"([A-Z_]+)\"");
    private static final Pattern TOPIC = Pattern.compile("\"([a-z]+\\.(?:commands|events))\"");
    /** A listener's own, the consumer's, or that of the answers of a saga's step, which follows its time-out. */
    private static final Pattern CONSUMED =
            Pattern.compile("(?:TOPIC = |Set\\.of\\(|timeout,\\s+)\"([a-z]+\\.(?:commands|events))\"");

    private static final Pattern LISTED = Pattern.compile("^\\| `([A-Z0-9_]+)` \\|", Pattern.MULTILINE);

    private static final Pattern REQUIRED =
            Pattern.compile("^\\| `([A-Z0-9_]+)` \\|[^|]*\\brequired\\b", Pattern.MULTILINE);

    private Services() {}

    public static List<String> names() {
        return list("k8s", "*-service");
    }

    /** A folder with a module is a service; nothing else has to be told first. */
    public static List<String> modules() {
        try (Stream<Path> folders = Files.list(Documents.path(""))) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> name.endsWith("-service"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<String> environments() {
        return list("k8s/environments", "*.yaml").stream()
                .map(file -> file.replace(".yaml", ""))
                .toList();
    }

    public static Path environment(String name) {
        return Documents.path("k8s/environments", name + ".yaml");
    }

    public static Path values(String service) {
        return Documents.path("k8s", service, "values.yaml");
    }

    /** All that is in the namespace when the environment is installed service by service. */
    public static Cluster everything(String environment, Path... more) {
        Path[] values = Stream.concat(Stream.of(environment(environment)), Stream.of(more))
                .toArray(Path[]::new);
        List<JsonNode> objects = new ArrayList<>(Charts.render(INFRASTRUCTURE, "infrastructure", values));
        for (String folder : List.of("emissary", "emissary/hosts/" + environment)) {
            list(folder, "*.yaml").forEach(file -> objects.addAll(Documents.read(Documents.path(folder, file))));
        }
        names().forEach(service -> objects.addAll(render(service, environment, more)));
        return new Cluster(objects);
    }

    public static List<JsonNode> render(String service, String environment, Path... more) {
        return Charts.render(CHART, service, allValues(service, environment, more));
    }

    public static Path[] allValues(String service, String environment, Path... more) {
        Stream<Path> own = Stream.of(values(service), environment(environment));
        return Stream.of(own, image(service, environment), Stream.of(more))
                .flatMap(values -> values)
                .toArray(Path[]::new);
    }

    /** What the pipeline has written, or as long as it has not, what it would write; nothing on one's own machine. */
    public static Stream<Path> image(String service, String environment) {
        Path written = Documents.path("k8s", service, environment + ".yaml");
        if (Files.exists(written)) {
            return Stream.of(written);
        }
        String images =
                """
                global:
                  images:
                    %s:
                      tag: "%s"
                      digest: sha256:%s
                """
                        .formatted(service, "1".repeat(40), "2".repeat(64));
        return environment.equals("local") ? Stream.of() : Stream.of(Temporary.file(images));
    }

    /** Whether it is read by Java or OpenTelemetry's agent, and so by no configuration. */
    public static boolean isJavas(String variable) {
        return variable.equals("JAVA_TOOL_OPTIONS") || variable.startsWith("OTEL_");
    }

    /** The variables that the service's configuration reads, and what its log says of the process. */
    public static Set<String> variables(String service) {
        String source = text(Documents.path("platform/src/main/java/dev/emporium/platform/logging/LogSource.java"));
        return Stream.concat(found(VARIABLE, configuration(service)), found(LOGGED, source))
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    /** Those whose default holds on one machine only, and those that the README says are required. */
    public static Set<String> requiredVariables(String service) {
        Stream<String> local = found(VARIABLE, configuration(service))
                .filter(match -> String.valueOf(match.group(2)).contains("localhost"))
                .map(match -> match.group(1));
        Stream<String> told =
                found(REQUIRED, text(Documents.path(service, "README.md"))).map(match -> match.group(1));
        Stream<String> all = Stream.of("ROOT_PATH", "DATABASE_USER", "DATABASE_PASSWORD", "DRAIN_PERIOD");
        return Stream.of(local, told, all).flatMap(names -> names).collect(Collectors.toSet());
    }

    /** Those that a module's README lists. */
    public static Set<String> told(String module) {
        return found(LISTED, text(Documents.path(module, "README.md")))
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    /** What all services have in common, and what this one has of its own. */
    public static String configuration(String service) {
        return text(Documents.path("platform", "src/main/resources/base-config.yaml"))
                + text(Documents.path(service, "src/main/resources/config.yaml"));
    }

    /** Every topic that somebody sends to or listens to. */
    public static Set<String> topics() {
        return names().stream().flatMap(service -> code(service, TOPIC)).collect(Collectors.toSet());
    }

    /** The topics that the service listens to. */
    public static Set<String> consumedTopics(String service) {
        return code(service, CONSUMED).collect(Collectors.toSet());
    }

    private static Stream<String> code(String service, Pattern pattern) {
        try (Stream<Path> files = Files.walk(Documents.path(service, "src/main/java"))) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> found(pattern, text(file)))
                    .map(match -> match.group(1))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<MatchResult> found(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> list(String folder, String pattern) {
        List<String> names = new ArrayList<>();
        try (var files = Files.newDirectoryStream(Documents.path(folder), pattern)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names.stream().sorted().toList();
    }
}
