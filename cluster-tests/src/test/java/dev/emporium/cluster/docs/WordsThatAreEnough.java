package dev.emporium.cluster.docs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Texts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The table of {@code docs/access.md}, held against the descriptions: what everybody may read has a row for all of it, what
 * refuses those whose account was deleted is named as it is, and all else at least by its collection.
 */
final class WordsThatAreEnough {
    private static final String TABLE = "docs/access.md";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ((?:[^|\n\\\\]|\\\\\\|)+) \\|");
    private static final Pattern NAMED = Pattern.compile("`(?:([A-Z]+(?: \\\\\\| [A-Z]+)*) )?((?:/|\\.{3}/)[^`]*)`");
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private WordsThatAreEnough() {}

    private record Operation(String method, String path, JsonNode description) {
        boolean isPublicRead() {
            JsonNode security = description.path("security");
            return method.equals("GET")
                    && (security.isEmpty() || security.get(security.size() - 1).isEmpty());
        }

        boolean refusesTheDeleted() {
            return description.at("/responses/401/description").asText().contains("account_deleted");
        }
    }

    /** @param methods none for all of them */
    private record Name(List<String> methods, String path) {
        boolean isOf(Operation operation) {
            return (methods.isEmpty() || methods.contains(operation.method)) && path.equals(operation.path);
        }

        boolean includes(Operation operation) {
            return isOf(operation)
                    || path.endsWith("/...") && operation.path.startsWith(path.substring(0, path.length() - 3));
        }
    }

    static Stream<String> missing(Texts texts) {
        List<Name> names = names(texts.of(TABLE));
        return operations()
                .filter(operation -> !operation.isPublicRead())
                .filter(operation -> names.stream()
                        .noneMatch(name ->
                                operation.refusesTheDeleted() ? name.isOf(operation) : name.includes(operation)))
                .map(operation -> operation.method + " " + operation.path);
    }

    /** A path that begins with dots goes on from the one before. */
    private static List<Name> names(String table) {
        List<Name> names = new ArrayList<>();
        for (MatchResult row : ROW.matcher(table).results().toList()) {
            String before = "";
            for (MatchResult name : NAMED.matcher(row.group(1)).results().toList()) {
                before = name.group(2).startsWith("/")
                        ? name.group(2)
                        : before + name.group(2).substring(3);
                names.add(new Name(
                        name.group(1) == null
                                ? List.of()
                                : List.of(name.group(1).split(" \\\\\\| ")),
                        before));
            }
        }
        return names;
    }

    private static Stream<Operation> operations() {
        return Documents.ours(Documents.path("contracts/openapi")).stream()
                .filter(file -> file.toString().endsWith(".json"))
                .flatMap(WordsThatAreEnough::operations);
    }

    private static Stream<Operation> operations(Path file) {
        JsonNode description = Documents.read(file).get(0);
        String collection = description.at("/servers/0/url").asText().replace("..", "");
        return description.path("paths").properties().stream().flatMap(path -> path.getValue().properties().stream()
                .filter(operation -> METHODS.contains(operation.getKey()))
                .map((Map.Entry<String, JsonNode> operation) -> new Operation(
                        operation.getKey().toUpperCase(Locale.ROOT),
                        collection + path.getKey(),
                        operation.getValue())));
    }
}
