package dev.emporium.platform.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/**
 * What a JSON Schema of draft 2020-12 breaks that another one has promised, by what docs/releasing.md says may change: of what
 * is sent to whom the schema is, of what one is told, or of both, as for messages that old and new versions send each other. A
 * keyword that nobody of ours uses is not compared. Not thread safe.
 */
final class SchemaChanges {
    /** Whose values a schema describes. */
    enum Use {
        /** Others make them: what they have made must go on to be right. */
        GIVEN,
        /** Others read them: what they rely on must go on to be there. */
        READ
    }

    private static final List<String> LOWER_BOUNDS = List.of("minLength", "minimum", "minItems", "minProperties");
    private static final List<String> UPPER_BOUNDS = List.of("maxLength", "maximum", "maxItems", "maxProperties");
    private static final String NOTHING = "null";
    private static final String ANYTHING = "anything";
    private static final List<String> TYPES = List.of("array", "boolean", NOTHING, "number", "object", "string");

    private final UnaryOperator<JsonNode> before;
    private final UnaryOperator<JsonNode> after;
    private final Set<Use> uses;
    private final List<String> breaks = new ArrayList<>();
    private final Set<List<JsonNode>> under = new HashSet<>();

    /** @param before finds what a schema refers to, in the older of the two documents; itself if it does not refer */
    SchemaChanges(UnaryOperator<JsonNode> before, UnaryOperator<JsonNode> after, Set<Use> uses) {
        this.before = before;
        this.after = after;
        this.uses = EnumSet.copyOf(uses);
    }

    /** A sentence for each thing that the newer schema breaks, beginning with where it is. */
    static List<String> breaks(
            String where,
            JsonNode older,
            UnaryOperator<JsonNode> before,
            JsonNode newer,
            UnaryOperator<JsonNode> after,
            Set<Use> uses) {
        SchemaChanges changes = new SchemaChanges(before, after, uses);
        changes.compare(where, older, newer);
        return List.copyOf(changes.breaks);
    }

    private void compare(String where, JsonNode older, JsonNode newer) {
        // what contains itself has been looked at where it begins
        if (!under.add(List.of(older, newer))) {
            return;
        }
        Map<String, JsonNode> was = byType(older, before);
        Map<String, JsonNode> is = byType(newer, after);
        was.forEach((type, one) -> {
            JsonNode other = is.getOrDefault(type, is.get(ANYTHING));
            if (other != null) {
                values(where, one, other);
            } else if (uses.contains(Use.GIVEN)) {
                breaks.add(where + ": may not be " + said(type) + " any more");
            }
        });
        if (uses.contains(Use.READ) && !was.containsKey(ANYTHING)) {
            is.keySet().stream()
                    .filter(type -> !was.containsKey(type))
                    .forEach(type -> breaks.add(where + ": may be " + said(type) + " now"));
        }
        under.remove(List.of(older, newer));
    }

    private static String said(String type) {
        return type.equals(NOTHING) || type.equals(ANYTHING) ? type : "of type " + type;
    }

    private void values(String where, JsonNode older, JsonNode newer) {
        enumerated(where, older, newer);
        if (!older.path("format").equals(newer.path("format"))) {
            breaks.add(where + ": is of another format");
        }
        if (uses.contains(Use.GIVEN)) {
            bounds(where, older, newer);
        }
        properties(where, older, newer);
        if (older.has("items") && newer.has("items")) {
            compare(where + "[]", older.path("items"), newer.path("items"));
        }
        if (older.path("additionalProperties").isObject()
                && newer.path("additionalProperties").isObject()) {
            compare(where + ".*", older.path("additionalProperties"), newer.path("additionalProperties"));
        }
    }

    private void enumerated(String where, JsonNode older, JsonNode newer) {
        Set<String> was = enumeration(older);
        Set<String> is = enumeration(newer);
        if (!was.isEmpty() && !is.isEmpty()) {
            Set<String> gone = new LinkedHashSet<>(was);
            gone.removeAll(is);
            gone.forEach(value -> breaks.add(where + ": may not be " + value + " any more"));
        } else if (!is.isEmpty() && uses.contains(Use.GIVEN)) {
            breaks.add(where + ": may be nothing but " + String.join(", ", is) + " now");
        }
    }

    private static Set<String> enumeration(JsonNode schema) {
        Set<String> values = new LinkedHashSet<>();
        schema.path("enum").forEach(value -> values.add(value.asText()));
        if (schema.has("const")) {
            values.add(schema.path("const").asText());
        }
        return values;
    }

    private void bounds(String where, JsonNode older, JsonNode newer) {
        LOWER_BOUNDS.stream()
                .filter(bound -> newer.has(bound)
                        && newer.path(bound).asDouble() > older.path(bound).asDouble(lowest(bound)))
                .forEach(bound -> breaks.add(narrower(where, bound, older, newer)));
        UPPER_BOUNDS.stream()
                .filter(bound -> newer.has(bound)
                        && newer.path(bound).asDouble() < older.path(bound).asDouble(Double.POSITIVE_INFINITY))
                .forEach(bound -> breaks.add(narrower(where, bound, older, newer)));
        if (newer.has("pattern") && !newer.path("pattern").equals(older.path("pattern"))) {
            breaks.add(where + ": must match " + newer.path("pattern").asText() + " now");
        }
        if (newer.path("additionalProperties").isBoolean()
                && !newer.path("additionalProperties").asBoolean()
                && older.path("additionalProperties").asBoolean(true)) {
            breaks.add(where + ": may not have other fields any more");
        }
    }

    private static double lowest(String bound) {
        return bound.equals("minimum") ? Double.NEGATIVE_INFINITY : 0;
    }

    private static String narrower(String where, String bound, JsonNode older, JsonNode newer) {
        String was = older.has(bound) ? older.path(bound).asText() : "none";
        return "%s: its %s is %s now, and was %s"
                .formatted(where, bound, newer.path(bound).asText(), was);
    }

    private void properties(String where, JsonNode older, JsonNode newer) {
        Set<String> were = required(older);
        Set<String> are = required(newer);
        older.path("properties").properties().forEach(property -> {
            String name = property.getKey();
            String field = where + "." + name;
            JsonNode now = newer.path("properties").path(name);
            if (now.isMissingNode()) {
                breaks.add(field + ": is gone");
                return;
            }
            if (uses.contains(Use.READ) && were.contains(name) && !are.contains(name)) {
                breaks.add(field + ": may be left out now");
            }
            compare(field, property.getValue(), now);
        });
        if (uses.contains(Use.GIVEN)) {
            are.stream()
                    .filter(name -> !were.contains(name))
                    .forEach(name -> breaks.add(where + "." + name + ": is required now"));
        }
    }

    private static Set<String> required(JsonNode schema) {
        Set<String> names = new LinkedHashSet<>();
        schema.path("required").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** Each alternative of a schema, by the type of JSON that it is of. */
    private static Map<String, JsonNode> byType(JsonNode schema, UnaryOperator<JsonNode> references) {
        Map<String, JsonNode> alternatives = new LinkedHashMap<>();
        for (JsonNode one : alternatives(schema, references)) {
            for (String type : types(one)) {
                alternatives.merge(type, one, SchemaChanges::together);
            }
        }
        return alternatives;
    }

    private static Collection<JsonNode> alternatives(JsonNode schema, UnaryOperator<JsonNode> references) {
        JsonNode whole = whole(schema, references);
        for (String keyword : List.of("anyOf", "oneOf")) {
            if (whole.has(keyword)) {
                return StreamSupport.stream(whole.path(keyword).spliterator(), false)
                        .flatMap(one -> alternatives(one, references).stream())
                        .toList();
            }
        }
        return List.of(whole);
    }

    /** The schema with what it refers to and consists of. */
    private static JsonNode whole(JsonNode schema, UnaryOperator<JsonNode> references) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        JsonNode referred = references.apply(schema);
        if (referred != schema) {
            merge(whole, whole(referred, references));
        }
        schema.path("allOf").forEach(part -> merge(whole, whole(part, references)));
        merge(whole, schema);
        whole.remove(List.of("$ref", "allOf"));
        return whole;
    }

    private static void merge(ObjectNode whole, JsonNode part) {
        part.properties().forEach(keyword -> {
            String name = keyword.getKey();
            if (name.equals("properties")) {
                whole.withObjectProperty(name).setAll((ObjectNode) keyword.getValue());
            } else if (name.equals("required")) {
                Set<String> names = required(whole);
                names.addAll(required(part));
                whole.putArray(name)
                        .removeAll()
                        .addAll(names.stream().map(whole::textNode).toList());
            } else {
                whole.set(name, keyword.getValue());
            }
        });
    }

    /** Two objects, say, of which either may be meant. */
    private static JsonNode together(JsonNode one, JsonNode other) {
        ObjectNode both = JsonNodeFactory.instance.objectNode();
        merge(both, one);
        merge(both, other);
        Set<String> inBoth = required(one);
        inBoth.retainAll(required(other));
        both.putArray("required").addAll(inBoth.stream().map(both::textNode).toList());
        return both;
    }

    private static List<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            return StreamSupport.stream(type.spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
        }
        if (type.isTextual()) {
            return List.of(type.asText());
        }
        if (schema.has("not")) {
            List<String> others = types(schema.path("not"));
            return TYPES.stream().filter(one -> !others.contains(one)).toList();
        }
        if (schema.has("const") || schema.has("enum")) {
            JsonNode example = schema.has("const") ? schema.path("const") : schema.at("/enum/0");
            return List.of(example.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        return schema.has("properties") ? List.of("object") : List.of(ANYTHING);
    }
}
