package dev.emporium.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The spans of the platform under test that are at hand. */
record Traces(Map<String, JsonNode> spans) {
    /** Where {@code run.sh} keeps them. */
    static Path latest() {
        return Platform.data().resolve("traces/spans.jsonl");
    }

    /** All spans of the traces that a request belongs to. */
    static Traces of(String request) {
        String text = ServiceLogs.text(latest());
        List<JsonNode> all = text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(ServiceLogs::parse)
                .toList();
        Set<String> traces = all.stream()
                .filter(span -> request.equals(
                        span.path("attributes").path("emporium.request_id").asText()))
                .map(span -> span.path("trace").asText())
                .collect(Collectors.toSet());
        Map<String, JsonNode> spans = new LinkedHashMap<>();
        all.stream()
                .filter(span -> traces.contains(span.path("trace").asText()))
                .forEach(span -> spans.put(span.path("id").asText(), span));
        return new Traces(spans);
    }

    /** Those that nothing here has caused. */
    List<JsonNode> roots() {
        return spans.values().stream()
                .filter(span -> !spans.containsKey(span.path("parent").asText()))
                .toList();
    }

    List<JsonNode> named(String service, String name) {
        return spans.values().stream()
                .filter(span -> span.path("service").asText().equals(service)
                        && span.path("name").asText().equals(name))
                .toList();
    }

    /** The services by which a span has come about, each as often as it was come to, the first one first. */
    List<String> way(JsonNode span) {
        List<String> way = new ArrayList<>();
        for (JsonNode at = span; at != null; at = spans.get(at.path("parent").asText())) {
            String service = at.path("service").asText();
            if (way.isEmpty() || !way.get(0).equals(service)) {
                way.add(0, service);
            }
        }
        return way;
    }

    Set<String> services() {
        return spans.values().stream()
                .map(span -> span.path("service").asText())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
