package dev.emporium.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the ApplicationSet controller makes of a set: of Argo CD's generators it knows list, git files and their matrix,
 * and of Go's templates the parameter of a dotted name.
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
        return applications;
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
            PathMatcher matcher = repository
                    .getFileSystem()
                    .getPathMatcher("glob:" + pattern.path("path").asText());
            try (Stream<Path> files = Files.walk(repository, 4)) {
                files.map(repository::relativize)
                        .filter(matcher::matches)
                        .sorted()
                        .forEach(file -> all.add(parameters(repository, file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private static ObjectNode parameters(Path repository, Path file) {
        ObjectNode parameters = JSON.createObjectNode();
        Documents.read(repository.resolve(file)).forEach(content -> parameters.setAll((ObjectNode) content));
        parameters
                .putObject("path")
                .put("path", file.getParent().toString())
                .put("basename", file.getParent().getFileName().toString())
                .put("filename", file.getFileName().toString());
        return parameters;
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
