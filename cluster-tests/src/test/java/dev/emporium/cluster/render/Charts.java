package dev.emporium.cluster.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Helm itself, as a library: what a chart becomes, and what is wrong with it. */
public final class Charts {
    /** What came of the same chart with the same values before: rendering takes Helm most of a second. */
    private static final Map<String, List<JsonNode>> RENDERED = new ConcurrentHashMap<>();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOOK = "helm.sh/hook:";
    private static final String VISIBLE = "helm.sh/visible-hook:";

    private Charts() {}

    /**
     * The objects of a release, its hooks among them; of two values files that say something different, the later one is
     * right.
     */
    public static List<JsonNode> render(Path chart, String release, Path... values) {
        return RENDERED
                .computeIfAbsent(fingerprint(chart, release, values), same -> renderAnew(chart, release, values))
                .stream()
                .map(object -> object.<JsonNode>deepCopy())
                .toList();
    }

    /** Of all that Helm is given. */
    private static String fingerprint(Path chart, String release, Path... values) {
        try (Stream<Path> files = Files.walk(chart, FileVisitOption.FOLLOW_LINKS)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                digest.update((release + '\n' + chart.relativize(file) + '\n').getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
            for (Path file : values) {
                digest.update("\nvalues\n".getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<JsonNode> renderAnew(Path chart, String release, Path... values) {
        return onCopy(chart, copy -> {
            TemplateCommand template = new Helm(copy)
                    .template()
                    .withName(release)
                    .withNamespace("emporium")
                    .withKubeVersion("1.36.0");
            for (Path file : values) {
                template.withValuesFile(file);
            }
            return Documents.parse(template.call().replace(VISIBLE, HOOK));
        });
    }

    /** What Helm's own check has to say against the chart with these values. */
    public static List<String> lint(Path chart, Path... values) {
        return onCopy(chart, copy -> {
            Path own = copy.resolve("values.yaml");
            ObjectNode merged = JSON.createObjectNode();
            Stream.concat(Stream.of(own), Stream.of(values))
                    .flatMap(file -> Documents.read(file).stream())
                    .forEach(content -> merge(merged, (ObjectNode) content));
            Files.writeString(own, merged.toString());
            LintResult result = new Helm(copy).lint().strict().quiet().call();
            return result.isFailed() ? result.getMessages() : List.of();
        });
    }

    /** As Helm does it: null takes away. */
    private static void merge(ObjectNode target, ObjectNode source) {
        source.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                target.remove(field.getKey());
            } else if (field.getValue() instanceof ObjectNode object) {
                merge(target.withObjectProperty(field.getKey()), object);
            } else {
                target.set(field.getKey(), field.getValue());
            }
        });
    }

    private interface Use<T> {
        T of(Path chart) throws IOException;
    }

    /** The library keeps hooks to itself, so it is given a chart that has none; links are files in it. */
    private static <T> T onCopy(Path chart, Use<T> use) {
        try {
            Path folder = Files.createTempDirectory("chart");
            try {
                copy(chart, folder);
                return use.of(folder);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path chart, Path folder) throws IOException {
        for (Path file : files(chart)) {
            Path target = folder.resolve(chart.relativize(file));
            if (Files.isDirectory(file)) {
                Files.createDirectories(target);
            } else {
                Files.writeString(target, Files.readString(file).replace(HOOK, VISIBLE));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files = files(folder);
        for (int i = files.size() - 1; i >= 0; i--) {
            Files.delete(files.get(i));
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return files.sorted().toList();
        }
    }
}
