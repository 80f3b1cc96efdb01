package dev.emporium.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query in the language of Kibana's search bar, as the query to Elasticsearch that Kibana makes of it: fields with a
 * value, one of several, any value ({@code *}) or a bound, joined by {@code and} and {@code or}. What else the language
 * has is refused.
 */
final class Kql {
    private static final Pattern WORDS = Pattern.compile("\\s*(\"[^\"]*\"|[():]|>=|<=|>|<|[^\\s():<>=\"]+)");

    private final List<String> words = new ArrayList<>();
    private final Set<String> fields = new TreeSet<>();
    private final ObjectNode query;
    private int next;

    Kql(String text) {
        Matcher matcher = WORDS.matcher(text);
        int end = 0;
        while (matcher.lookingAt()) {
            words.add(matcher.group(1));
            end = matcher.end();
            matcher.region(end, text.length());
        }
        if (!text.substring(end).isBlank()) {
            throw new IllegalArgumentException("not understood: " + text.substring(end));
        }
        query = words.isEmpty() ? node("match_all") : any();
        if (next < words.size()) {
            throw new IllegalArgumentException("not understood: " + words.get(next));
        }
    }

    ObjectNode query() {
        return query;
    }

    /** Those that it asks for. */
    Set<String> fields() {
        return fields;
    }

    private ObjectNode any() {
        return joined("or", "should");
    }

    private ObjectNode joined(String word, String clause) {
        boolean isOr = word.equals("or");
        List<ObjectNode> parts = new ArrayList<>();
        do {
            parts.add(isOr ? joined("and", "filter") : one());
        } while (take(word));
        if (parts.size() == 1) {
            return parts.get(0);
        }
        ObjectNode bool = Http.JSON.createObjectNode();
        bool.putObject("bool").putArray(clause).addAll(parts);
        return bool;
    }

    private ObjectNode one() {
        if (take("(")) {
            ObjectNode inner = any();
            expect(")");
            return inner;
        }
        String field = word();
        fields.add(field);
        String operator = word();
        return switch (operator) {
            case ":" -> take("(") ? oneOf(field) : value(field, word());
            case ">=" -> bound(field, "gte");
            case "<" -> bound(field, "lt");
            default -> throw new IllegalArgumentException("not understood: " + operator);
        };
    }

    private ObjectNode oneOf(String field) {
        ObjectNode bool = Http.JSON.createObjectNode();
        var should = bool.putObject("bool").putArray("should");
        do {
            should.add(value(field, word()));
        } while (take("or"));
        expect(")");
        return bool;
    }

    private static ObjectNode value(String field, String value) {
        if (value.equals("*")) {
            return node("exists", "field", field);
        }
        return node(value.startsWith("\"") ? "match_phrase" : "match", field, value.replace("\"", ""));
    }

    private static ObjectNode node(String name, String key, String value) {
        ObjectNode node = node(name);
        ((ObjectNode) node.get(name)).put(key, value);
        return node;
    }

    private ObjectNode bound(String field, String name) {
        ObjectNode range = node("range");
        ((ObjectNode) range.get("range")).putObject(field).put(name, word());
        return range;
    }

    private static ObjectNode node(String name) {
        ObjectNode node = Http.JSON.createObjectNode();
        node.putObject(name);
        return node;
    }

    private String word() {
        if (next == words.size()) {
            throw new IllegalArgumentException("it ends too early");
        }
        return words.get(next++);
    }

    private boolean take(String word) {
        boolean isNext = next < words.size() && words.get(next).equals(word);
        next += isNext ? 1 : 0;
        return isNext;
    }

    private void expect(String word) {
        if (!take(word)) {
            throw new IllegalArgumentException("no " + word);
        }
    }
}
