package dev.emporium.platform.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.emporium.platform.testing.SchemaChanges.Use;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a description of OpenAPI 3.1 breaks for the clients of an older one, by docs/releasing.md#the-api. Texts, examples and the
 * order of things say nothing here, nor do the codes that problems have. Not thread safe.
 */
final class ApiChanges {
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    private final JsonNode older;
    private final JsonNode newer;
    private final List<String> breaks = new ArrayList<>();

    private ApiChanges(JsonNode older, JsonNode newer) {
        this.older = older;
        this.newer = newer;
    }

    /** A sentence for each thing that is broken, beginning with the operation. */
    static List<String> breaks(JsonNode older, JsonNode newer) {
        ApiChanges changes = new ApiChanges(older, newer);
        older.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(operation -> METHODS.contains(operation.getKey()))
                .forEach(operation -> changes.operation(path.getKey(), operation.getKey())));
        return List.copyOf(changes.breaks);
    }

    private void operation(String path, String method) {
        String where = method.toUpperCase(Locale.ROOT) + " " + path;
        JsonNode was = older.path("paths").path(path).path(method);
        JsonNode is = newer.path("paths").path(path).path(method);
        if (is.isMissingNode()) {
            breaks.add(where + ": is gone");
            return;
        }
        if (!was.path("operationId").equals(is.path("operationId"))) {
            breaks.add("%s: is called %s now, and was %s"
                    .formatted(
                            where,
                            is.path("operationId").asText(),
                            was.path("operationId").asText()));
        }
        if (isOpen(older, was) && !isOpen(newer, is)) {
            breaks.add(where + ": asks for a token now");
        }
        parameters(
                where,
                parameters(older, older.path("paths").path(path), was),
                parameters(newer, newer.path("paths").path(path), is));
        body(where, resolve(older, was.path("requestBody")), resolve(newer, is.path("requestBody")));
        was.path("responses").properties().forEach(response -> {
            JsonNode now = resolve(newer, is.path("responses").path(response.getKey()));
            answer(where + " " + response.getKey(), response.getKey(), resolve(older, response.getValue()), now);
        });
    }

    private static boolean isOpen(JsonNode document, JsonNode operation) {
        JsonNode security = operation.has("security") ? operation.path("security") : document.path("security");
        return security.isEmpty() || security.valueStream().anyMatch(JsonNode::isEmpty);
    }

    private static Map<String, JsonNode> parameters(JsonNode document, JsonNode path, JsonNode operation) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        for (JsonNode those : List.of(path.path("parameters"), operation.path("parameters"))) {
            those.forEach(reference -> {
                JsonNode parameter = resolve(document, reference);
                parameters.put(
                        parameter.path("in").asText() + " "
                                + parameter.path("name").asText(),
                        parameter);
            });
        }
        return parameters;
    }

    private void parameters(String where, Map<String, JsonNode> were, Map<String, JsonNode> are) {
        were.forEach((name, was) -> {
            JsonNode is = are.get(name);
            if (is == null) {
                breaks.add("%s, %s: is gone".formatted(where, name));
            } else {
                compare("%s, %s".formatted(where, name), was.path("schema"), is.path("schema"), Use.GIVEN);
            }
        });
        are.forEach((name, is) -> {
            boolean was = were.getOrDefault(name, MissingNode.getInstance())
                    .path("required")
                    .asBoolean();
            if (is.path("required").asBoolean() && !was) {
                breaks.add("%s, %s: is required now".formatted(where, name));
            }
        });
    }

    private void body(String where, JsonNode was, JsonNode is) {
        if (is.path("required").asBoolean() && !was.path("required").asBoolean()) {
            breaks.add(where + ", body: is required now");
        }
        contents(where + ", body", was, is, Use.GIVEN);
    }

    private void answer(String where, String status, JsonNode was, JsonNode is) {
        // what went wrong inside may be answered in another way
        if (status.startsWith("5")) {
            return;
        }
        if (is.isMissingNode()) {
            breaks.add(where + ": is gone");
            return;
        }
        contents(where, was, is, Use.READ);
        was.path("headers").properties().forEach(header -> {
            String name = where + ", header " + header.getKey();
            JsonNode before = resolve(older, header.getValue());
            JsonNode now = resolve(newer, is.path("headers").path(header.getKey()));
            if (now.isMissingNode()) {
                breaks.add(name + ": is gone");
            } else {
                if (before.path("required").asBoolean() && !now.path("required").asBoolean()) {
                    breaks.add(name + ": may be left out now");
                }
                compare(name, before.path("schema"), now.path("schema"), Use.READ);
            }
        });
    }

    private void contents(String where, JsonNode was, JsonNode is, Use use) {
        was.path("content").properties().forEach(content -> {
            JsonNode now = is.path("content").path(content.getKey());
            if (now.isMissingNode()) {
                breaks.add("%s: is not %s any more".formatted(where, content.getKey()));
            } else {
                compare(where, content.getValue().path("schema"), now.path("schema"), use);
            }
        });
    }

    private void compare(String where, JsonNode was, JsonNode is, Use use) {
        breaks.addAll(SchemaChanges.breaks(
                where, was, schema -> resolve(older, schema), is, schema -> resolve(newer, schema), Set.of(use)));
    }

    private static JsonNode resolve(JsonNode document, JsonNode reference) {
        return reference.has("$ref")
                ? document.at(reference.path("$ref").asText().substring(1))
                : reference;
    }
}
