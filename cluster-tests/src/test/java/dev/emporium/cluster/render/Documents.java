package dev.emporium.cluster.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML as version 1.2 reads it, so that {@code on:} stays {@code on}. A key given twice is an error, and so is a value
 * that another version would read as something else, since the cluster's tools do not agree on one.
 */
public final class Documents {
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git", ".data");
    private static final Path REPOSITORY = Path.of(System.getProperty("repository.root", ".."))
            .toAbsolutePath()
            .normalize();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern AMBIGUOUS = Pattern.compile(
            "(?i:y|n|yes|no|on|off)|[-+]?0[0-9_]+|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+|\\d{4}-\\d\\d?-\\d\\d?.*");

    private Documents() {}

    /** A file or folder by its path in the repository. */
    public static Path path(String first, String... more) {
        return REPOSITORY.resolve(Path.of(first, more));
    }

    /** The documents of a file, without empty ones. */
    public static List<JsonNode> read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }

    /** The documents of all YAML files in a folder and below, in the order of their names. */
    public static List<JsonNode> readAll(Path folder) {
        return read(folder, Integer.MAX_VALUE);
    }

    /** The documents of the YAML files that lie in the folder itself, as Argo CD takes them. */
    public static List<JsonNode> readFolder(Path folder) {
        return read(folder, 1);
    }

    /**
     * The files of ours in a folder and below: neither what is built, which comes and goes while other tests run, nor what was
     * installed, nor what a platform keeps.
     */
    public static List<Path> ours(Path folder) {
        List<Path> ours = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path below, BasicFileAttributes attributes) {
                    return !below.equals(folder)
                                    && NOT_OURS.contains(below.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    ours.add(file);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ours;
    }

    private static List<JsonNode> read(Path folder, int depth) {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .flatMap(file -> read(file).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<JsonNode> parse(String text) {
        Yaml yaml = new Yaml(
                new SafeConstructor(options()),
                new Representer(new DumperOptions()),
                new DumperOptions(),
                options(),
                new Yaml12());
        for (Node document : yaml.composeAll(new StringReader(text))) {
            refuseAmbiguous(document);
        }
        return StreamSupport.stream(yaml.loadAll(text).spliterator(), false)
                .map(document -> JSON.<JsonNode>valueToTree(document))
                .filter(document -> !document.isNull())
                .toList();
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return options;
    }

    private static void refuseAmbiguous(Node node) {
        if (node instanceof MappingNode mapping) {
            mapping.getValue().stream().map(NodeTuple::getValueNode).forEach(Documents::refuseAmbiguous);
        } else if (node instanceof CollectionNode<?> collection) {
            collection.getValue().forEach(item -> refuseAmbiguous((Node) item));
        } else if (node instanceof ScalarNode scalar
                && scalar.isPlain()
                && AMBIGUOUS.matcher(scalar.getValue()).matches()) {
            throw new IllegalArgumentException("put quotes around " + scalar.getValue()
                    + ", which YAML's versions read differently\n" + scalar.getStartMark());
        }
    }

    /** The core schema of YAML 1.2, and the merge key, which Compose knows. */
    private static final class Yaml12 extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, Pattern.compile("true|True|TRUE|false|False|FALSE"), "tTfF");
            addImplicitResolver(Tag.INT, Pattern.compile("[-+]?(0|[1-9][0-9]*)|0x[0-9a-fA-F]+"), "-+0123456789");
            addImplicitResolver(
                    Tag.FLOAT,
                    Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
                    "-+0123456789.");
            addImplicitResolver(Tag.NULL, Pattern.compile("~|null|Null|NULL| "), "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
            addImplicitResolver(Tag.MERGE, MERGE, "<");
        }
    }
}
