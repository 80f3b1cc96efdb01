package dev.emporium.standalone.logs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The index of log documents in an Elasticsearch that has no data streams: with the fields of {@code logging/}, under a
 * name that its streams' pattern covers. Safe for use by several threads.
 */
public final class LogIndex {

    /** Its name. */
    public static final String NAME = "logs-emporium-local";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CREATED = 201;
    private static final int DUPLICATE = 409;
    private static final int INVALID = 400;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final String url;

    public LogIndex(String url) {
        this.url = url;
    }

    /** What a store came to; who is refused is given with the reason. */
    public record Stored(int created, int duplicates, List<Refused> refused) {
        public Stored {
            refused = List.copyOf(refused);
        }
    }

    /** A document that is not as documented. */
    public record Refused(Map<String, Object> document, String reason) {}

    /** Whether Elasticsearch can be written to. */
    public boolean isThere() {
        try {
            return send("GET", "/_cluster/health?wait_for_status=yellow&timeout=1s", "application/json", "")
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Gives the index its fields; may be repeated.
     *
     * @param fields {@code logging/elasticsearch/fields.json}
     */
    public void setUp(Path fields) throws IOException {
        ObjectNode template = JSON.createObjectNode();
        template.putArray("index_patterns").add("logs-emporium-*");
        template.putObject("template").set("mappings", mappings(JSON.readTree(Files.readString(fields))));
        expect(200, send("PUT", "/_index_template/logs-emporium", "application/json", template.toString()));
    }

    /** The two types that this distribution lacks become the ones that they are kinds of. */
    private static JsonNode mappings(JsonNode fields) {
        for (JsonNode field : fields.path("properties")) {
            switch (field.path("type").asText()) {
                case "match_only_text" -> ((ObjectNode) field).put("type", "text");
                case "wildcard" -> ((ObjectNode) field).put("type", "keyword").put("ignore_above", 30_000);
                default -> {}
            }
        }
        return fields;
    }

    /**
     * The document that Fluentd makes of a record that a service has sent.
     *
     * @param namespace stands for that of a cluster
     */
    public static Map<String, Object> document(Map<String, Object> record, String namespace) {
        Map<String, Object> document = new LinkedHashMap<>(record);
        document.put(
                "kubernetes",
                Map.of(
                        "namespace_name", namespace,
                        "pod_name", String.valueOf(record.get("service.node.name")),
                        "container_name", String.valueOf(record.get("service.name"))));
        return document;
    }

    /**
     * Keeps documents, each under its own id, so that one that comes again is not kept again.
     *
     * @throws IOException if not all could be kept for now; all may be given again
     */
    public Stored store(List<Map<String, Object>> documents) throws IOException {
        if (documents.isEmpty()) {
            return new Stored(0, 0, List.of());
        }
        StringBuilder bulk = new StringBuilder();
        for (Map<String, Object> document : documents) {
            Map<String, Object> create =
                    Map.of("create", Map.of("_index", NAME, "_id", String.valueOf(document.get("event.id"))));
            bulk.append(JSON.writeValueAsString(create)).append('\n');
            bulk.append(JSON.writeValueAsString(document)).append('\n');
        }
        JsonNode answer = expect(200, send("POST", "/_bulk", "application/x-ndjson", bulk.toString()));
        int created = 0;
        int duplicates = 0;
        List<Refused> refused = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            JsonNode item = answer.path("items").path(i).path("create");
            switch (item.path("status").asInt()) {
                case CREATED -> created++;
                case DUPLICATE -> duplicates++;
                case INVALID ->
                    refused.add(new Refused(
                            documents.get(i), item.at("/error/reason").asText()));
                default -> throw new IOException("Elasticsearch does not take it now: " + item);
            }
        }
        return new Stored(created, duplicates, refused);
    }

    /** The answer to a search among all that was stored before. */
    public JsonNode search(String body) throws IOException {
        expect(200, send("POST", "/" + NAME + "/_refresh", "application/json", ""));
        return expect(200, send("POST", "/" + NAME + "/_search", "application/json", body));
    }

    private HttpResponse<String> send(String method, String path, String type, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(LIMIT)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private static JsonNode expect(int status, HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() != status) {
            throw new IOException("Elasticsearch has answered " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}
