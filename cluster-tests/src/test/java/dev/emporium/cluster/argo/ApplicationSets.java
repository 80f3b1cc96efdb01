package dev.emporium.cluster.argo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.emporium.cluster.render.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the ApplicationSet controller makes of a set: of Argo CD's generators it knows list, git files, git directories
 * and their matrix, and of Go's templates the parameter of a dotted name. As Argo CD 3.5.1 does it: a pattern for files is
 * one of {@code git ls-files}, whose {@code *} goes past slashes and which finds links too; one for directories is of
 * Go's {@code path.Match}, whose {@code *} does not.
 */
final class ApplicationSets {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ACTION = Pattern.compile("\\{\\{(.*?)}}");
    private static final Pattern PARAMETER = Pattern.compile("\\s*((?:\\.[A-Za-z]\\w*)+)\\s*");

    private ApplicationSets() {}

    /** The applications of a set, when its git generators find {@code repository} at any revision. */
    static List<JsonNode> expand(JsonNode set, Path repository) {
        if (!set.at("/spec/goTemplate").asBoolean()
                || !"missingkey=error"
                        .equals(set.at("/spec/goTemplateOptions/0").asText())) {
            throw new IllegalArgumentException("a template that takes anything for a missing parameter");
        }
        List<JsonNode> applications = new ArrayList<>();
        for (JsonNode generator : set.at("/spec/generators")) {
            for (ObjectNode parameters : generate(generator, JSON.createObjectNode(), repository)) {
                ObjectNode application = JSON.createObjectNode()
                        .put("apiVersion", "argoproj.io/v1alpha1")
                        .put("kind", "Application");
                application.setAll((ObjectNode) fill(set.at("/spec/template"), parameters));
                applications.add(application);
            }
        }
        refuseDuplicates(applications);
        return applications;
    }

    private static void refuseDuplicates(List<JsonNode> applications) {
        Set<String> names = new HashSet<>();
        List<String> again = applications.stream()
                .map(ArgoCd::name)
                .filter(name -> !names.add(name))
                .toList();
        if (!again.isEmpty()) {
            throw new IllegalStateException("contains applications with duplicate name: " + again);
        }
    }

    private static List<ObjectNode> generate(JsonNode generator, ObjectNode known, Path repository) {
        if (generator.size() != 1) {
            throw new IllegalArgumentException("one generator at a time: " + generator);
        }
        JsonNode filled = generator.has("matrix") ? generator : fill(generator, known);
        if (filled.has("list")) {
            return children(filled.at("/list/elements"));
        }
        if (filled.at("/git/files").isArray()) {
            return files(filled.at("/git/files"), repository);
        }
        if (filled.at("/git/directories").isArray()) {
            return directories(filled.at("/git/directories"), repository);
        }
        if (filled.at("/matrix/generators").size() == 2) {
            return matrix(filled.at("/matrix/generators"), repository);
        }
        throw new IllegalArgumentException("unknown generator: " + generator);
    }

    /** The second generator may use the parameters of the first, which win where both have one. */
    private static List<ObjectNode> matrix(JsonNode generators, Path repository) {
        List<ObjectNode> all = new ArrayList<>();
        for (ObjectNode first : generate(generators.get(0), JSON.createObjectNode(), repository)) {
            for (ObjectNode second : generate(generators.get(1), first, repository)) {
                all.add(second.setAll(first));
            }
        }
        return all;
    }

    private static List<ObjectNode> files(JsonNode patterns, Path repository) {
        List<ObjectNode> all = new ArrayList<>();
        for (JsonNode pattern : patterns) {
            String glob = pattern.path("path").asText();
            for (Path file : matching(repository, glob, filePattern(glob), path -> !isFolder(path))) {
                ObjectNode parameters = JSON.createObjectNode();
                Documents.read(repository.resolve(file)).forEach(content -> parameters.setAll((ObjectNode) content));
                all.add(parameters.set(
                        "path",
                        path(file.getParent())
                                .put("filename", file.getFileName().toString())));
            }
        }
        return all;
    }

    private static List<ObjectNode> directories(JsonNode patterns, Path repository) {
        List<ObjectNode> all = new ArrayList<>();
        for (JsonNode pattern : patterns) {
            if (pattern.size() != 1) {
                throw new IllegalArgumentException("more than a path: " + pattern);
            }
            String glob = pattern.path("path").asText();
            for (Path folder : matching(repository, glob, directoryPattern(glob), ApplicationSets::isFolder)) {
                all.add(JSON.createObjectNode().set("path", path(folder)));
            }
        }
        return all;
    }

    /** What {@code git ls-files} finds: a {@code *} is any text. */
    static Pattern filePattern(String glob) {
        return pattern(glob, ".*", ".");
    }

    /** What Go's {@code path.Match} matches: a {@code *} is any text without a slash. */
    static Pattern directoryPattern(String glob) {
        return pattern(glob, "[^/]*", "[^/]");
    }

    private static Pattern pattern(String glob, String many, String one) {
        if (glob.matches(".*[\\[\\]\\\\].*")) {
            throw new IllegalArgumentException("more than * and ?: " + glob);
        }
        return Pattern.compile(
                "\\Q" + glob.replace("*", "\\E" + many + "\\Q").replace("?", "\\E" + one + "\\Q") + "\\E");
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static List<Path> matching(Path repository, String glob, Pattern pattern, Predicate<Path> isWanted) {
        Path start = repository.resolve(glob.replaceFirst("[^/]*[*?].*", ""));
        try (Stream<Path> paths = Files.walk(start)) {
            return paths.filter(isWanted)
                    .map(repository::relativize)
                    .filter(path -> pattern.matcher(path.toString()).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode path(Path folder) {
        return JSON.createObjectNode()
                .put("path", folder.toString())
                .put("basename", folder.getFileName().toString());
    }

    private static List<ObjectNode> children(JsonNode elements) {
        List<ObjectNode> all = new ArrayList<>();
        elements.forEach(element -> all.add(element.deepCopy()));
        return all;
    }

    private static JsonNode fill(JsonNode template, ObjectNode parameters) {
        if (template.isTextual()) {
            return TextNode.valueOf(ACTION.matcher(template.asText())
                    .replaceAll(action -> Matcher.quoteReplacement(value(action.group(1), parameters))));
        }
        if (template.isArray()) {
            ArrayNode items = JSON.createArrayNode();
            template.forEach(item -> items.add(fill(item, parameters)));
            return items;
        }
        if (template.isObject()) {
            ObjectNode fields = JSON.createObjectNode();
            template.properties().forEach(field -> fields.set(field.getKey(), fill(field.getValue(), parameters)));
            return fields;
        }
        return template;
    }

    private static String value(String action, ObjectNode parameters) {
        Matcher name = PARAMETER.matcher(action);
        if (!name.matches()) {
            throw new IllegalArgumentException("more than a parameter: {{" + action + "}}");
        }
        JsonNode value = parameters.at(name.group(1).replace('.', '/'));
        if (value.isMissingNode()) {
            throw new IllegalArgumentException("there is no parameter " + name.group(1));
        }
        return value.asText();
    }
}
