package dev.emporium.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Values that can be told from all others wherever they turn up, for every field of a schema: in the form that the field
 * asks for, and in every wrong one.
 *
 * @param description the OpenAPI description that the schemas are part of
 */
record Marks(JsonNode description) {
    /** In every marked text, and nowhere else. */
    static final String WORD = "zq7marked";

    static final String EMAIL = WORD + "@example.com";

    /** In every marked id. */
    static final String DIGITS = "00c0ffee7777";

    static final String ID = "0193b3a0-0000-7000-8000-" + DIGITS;

    /** A body with all fields marked, then bodies with one field each that is of another type. */
    List<JsonNode> bodies(JsonNode schema) {
        JsonNode right = value(schema, 0);
        List<JsonNode> bodies = new ArrayList<>(List.of(right));
        spoil(right, bodies::add);
        bodies.add(object().put(WORD, WORD));
        bodies.add(JsonNodeFactory.instance.textNode(WORD));
        return bodies;
    }

    private interface Spoiled {
        void add(JsonNode body);
    }

    /** Calls with a copy of the whole for each of its leaves. */
    private static void spoil(JsonNode whole, Spoiled spoiled) {
        spoilWithin(whole, whole, body -> body, spoiled);
    }

    private static void spoilWithin(JsonNode whole, JsonNode part, Function<JsonNode, JsonNode> find, Spoiled spoiled) {
        if (part instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (field.getValue().isContainerNode()) {
                    spoilWithin(
                            whole, field.getValue(), body -> find.apply(body).get(field.getKey()), spoiled);
                }
                JsonNode copy = whole.deepCopy();
                ((ObjectNode) find.apply(copy)).set(field.getKey(), wrong(field.getValue()));
                spoiled.add(copy);
            }
        } else if (part instanceof ArrayNode array && !array.isEmpty()) {
            spoilWithin(whole, array.get(0), body -> find.apply(body).get(0), spoiled);
        }
    }

    private static JsonNode wrong(JsonNode value) {
        return value.isTextual() ? object().put(WORD, WORD) : JsonNodeFactory.instance.textNode(WORD);
    }

    JsonNode value(JsonNode schema, int depth) {
        if (schema.has("$ref")) {
            return value(description.at(schema.path("$ref").asText().substring(1)), depth);
        }
        for (String either : List.of("oneOf", "anyOf", "allOf")) {
            if (schema.has(either)) {
                return value(schema.path(either).get(0), depth);
            }
        }
        if (schema.path("enum").has(0)) {
            return schema.path("enum").get(0);
        }
        return switch (type(schema)) {
            case "object" -> objectOf(schema, depth);
            case "array" -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                if (depth < 5) {
                    array.add(value(schema.path("items"), depth + 1));
                }
                yield array;
            }
            case "integer", "number" ->
                JsonNodeFactory.instance.numberNode(schema.path("minimum").asInt(1));
            case "boolean" -> JsonNodeFactory.instance.booleanNode(true);
            default -> JsonNodeFactory.instance.textNode(text(schema));
        };
    }

    private ObjectNode objectOf(JsonNode schema, int depth) {
        ObjectNode object = object();
        if (depth < 5) {
            schema.path("properties")
                    .properties()
                    .forEach(field -> object.set(field.getKey(), value(field.getValue(), depth + 1)));
        }
        if (object.isEmpty()) {
            object.put(WORD, WORD);
        }
        return object;
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        String first = type.isArray() ? type.get(0).asText() : type.asText();
        return first.isEmpty() && schema.has("properties") ? "object" : first;
    }

    static String text(JsonNode schema) {
        return switch (schema.path("format").asText()) {
            case "uuid" -> ID;
            case "email" -> EMAIL;
            default -> WORD;
        };
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
