package dev.emporium.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.standalone.logs.LogIndex;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What all services have written for one request, in the order in which it happened: out of Elasticsearch when the
 * platform runs with it, and otherwise out of the files, which hold the same lines.
 */
final class RequestStory {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 10_000;
    private static final String TRACE = "error.stack_trace";
    /** What is the same in every line, or stands elsewhere in it. */
    private static final Set<String> TOLD = Set.of(
            "@timestamp",
            "ecs.version",
            "event.id",
            "event.sequence",
            "http.request.id",
            "kubernetes",
            "log.level",
            "log.logger",
            "message",
            "service.environment",
            "service.name",
            "service.node.name",
            "service.version",
            "trace.id",
            TRACE);

    private RequestStory() {}

    static List<JsonNode> fromIndex(LogIndex index, String request) throws IOException {
        String search =
                """
                {"size": %d, "query": {"term": {"http.request.id": %s}},
                 "sort": [{"@timestamp": "asc"}, {"event.sequence": "asc"}]}"""
                        .formatted(LONGEST, JSON.writeValueAsString(request));
        List<JsonNode> lines = new ArrayList<>();
        index.search(search).at("/hits/hits").forEach(hit -> lines.add(hit.path("_source")));
        return lines;
    }

    static List<JsonNode> fromFiles(Path folder, String request) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        try (var files = Files.newDirectoryStream(folder, "*.log")) {
            for (Path file : files) {
                try (Stream<String> all = Files.lines(file)) {
                    all.filter(line -> line.startsWith("{") && line.contains(request))
                            .map(RequestStory::read)
                            .filter(line ->
                                    line.path("http.request.id").asText().equals(request))
                            .forEach(lines::add);
                }
            }
        }
        lines.sort(
                Comparator.comparing((JsonNode line) -> line.path("@timestamp").asText())
                        .thenComparing(line -> line.path("event.sequence").asLong()));
        return lines;
    }

    /** A line that was cut off is no JSON, and of no request. */
    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    static void print(List<JsonNode> lines, PrintStream out) {
        for (JsonNode line : lines) {
            StringBuilder fields = new StringBuilder();
            line.properties().forEach(field -> {
                if (!TOLD.contains(field.getKey())) {
                    fields.append("  ")
                            .append(field.getKey())
                            .append('=')
                            .append(field.getValue().asText());
                }
            });
            out.printf(
                    Locale.ROOT,
                    "%-27s  %-17s  %-5s  %s%s%n",
                    line.path("@timestamp").asText(),
                    line.path("service.name").asText(),
                    line.path("log.level").asText(),
                    line.path("message").asText(),
                    fields);
            line.path(TRACE).asText().lines().forEach(frame -> out.println("    " + frame));
        }
    }
}
