package dev.emporium.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.standalone.logs.LogIndex;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** What a service writes with LOG_FORMAT=text: time, level, logger, request, message and fields. */
    private static final Pattern TEXT =
            Pattern.compile("(\\d\\d:\\d\\d:\\d\\d\\.\\d{3}) ([A-Z]+) +\\S+ \\[([^]]*)] (.*)");

    /** What the gateway writes of a request: time, level, logger, request and message. */
    private static final Pattern OF_GATEWAY = Pattern.compile("(\\d{4}-\\S+) ([A-Z]+) +\\S+ request_id=(\\S+) (.*)");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSX").withZone(ZoneOffset.UTC);

    private RequestStory() {}

    private static List<JsonNode> fromIndex(LogIndex index, String request) throws IOException {
        String search =
                """
                {"size": %d, "query": {"term": {"http.request.id": %s}},
                 "sort": [{"@timestamp": "asc"}, {"event.sequence": "asc"}]}"""
                        .formatted(LONGEST, JSON.writeValueAsString(request));
        List<JsonNode> lines = new ArrayList<>();
        index.search(search).at("/hits/hits").forEach(hit -> lines.add(hit.path("_source")));
        return lines;
    }

    /** With what the gateway wrote, which sends its lines nowhere. */
    static List<JsonNode> fromIndex(LogIndex index, Path folder, String request) throws IOException {
        List<JsonNode> lines = fromIndex(index, request);
        lines.addAll(fromFiles(folder, "gateway.{log,log.1}", request));
        return sorted(lines);
    }

    static List<JsonNode> fromFiles(Path folder, String request) throws IOException {
        return sorted(fromFiles(folder, "*.{log,log.1}", request));
    }

    private static List<JsonNode> fromFiles(Path folder, String names, String request) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return lines;
        }
        try (var files = Files.newDirectoryStream(folder, names)) {
            for (Path file : files) {
                String name = file.getFileName().toString().replaceAll("\\.log(\\.1)?$", "");
                // whatever else the processes print need not be UTF-8
                try (BufferedReader reader =
                        new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
                    read(reader, name, request, lines);
                }
            }
        }
        return lines;
    }

    private static List<JsonNode> sorted(List<JsonNode> lines) {
        lines.sort(
                Comparator.comparing((JsonNode line) -> line.path("@timestamp").asText())
                        .thenComparing(line -> line.path("event.sequence").asLong()));
        return lines;
    }

    /** Lines of both forms, as LOG_FORMAT was at the time. */
    private static void read(BufferedReader reader, String service, String request, List<JsonNode> lines)
            throws IOException {
        ObjectNode text = null;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            Matcher begun = TEXT.matcher(line);
            Matcher passed = OF_GATEWAY.matcher(line);
            if (passed.matches()) {
                text = null;
                if (passed.group(3).equals(request)) {
                    lines.add(text(passed, service)
                            .put("@timestamp", TIME.format(OffsetDateTime.parse(passed.group(1)))));
                }
            } else if (begun.matches()) {
                text = begun.group(3).equals(request) ? text(begun, service) : null;
                if (text != null) {
                    lines.add(text);
                }
            } else if (line.startsWith("{")) {
                text = null;
                JsonNode json = line.contains(request) ? json(line) : JSON.missingNode();
                if (json.path("http.request.id").asText().equals(request)) {
                    lines.add(json);
                }
            } else if (text != null) {
                // what follows a line of text is its stack trace
                text.put(TRACE, text.path(TRACE).asText() + line + "\n");
            }
        }
    }

    private static ObjectNode text(Matcher line, String service) {
        return JSON.createObjectNode()
                .put("@timestamp", line.group(1))
                .put("service.name", service)
                .put("log.level", line.group(2))
                .put("message", line.group(4));
    }

    /** A line that was cut off is no JSON, and of no request. */
    private static JsonNode json(String line) {
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
