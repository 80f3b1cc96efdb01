package dev.emporium.cluster.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.local.Processes;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A program that keeps traces, run for a test, and the gateway's traces of one span that are sent to it. */
final class TraceStore implements AutoCloseable {
    static final int ERROR = 2;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final int SERVER = 2;

    private final Process process;
    private final Path output;
    private final int otlp;

    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /**
     * @param folder where its output goes
     * @param otlp where it takes spans by HTTP
     */
    TraceStore(Path folder, int otlp, String... command) throws IOException {
        this.otlp = otlp;
        output = folder.resolve("output.log");
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** @throws AssertionError with all that the program has said, when it ends before, or after a minute */
    void await(Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.holds()) {
            if (System.nanoTime() > deadline || process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new AssertionError(Files.readString(output));
            }
        }
    }

    /**
     * Whether it has taken a trace that was over at this moment.
     *
     * @param status {@link #ERROR}, or 0
     */
    boolean takes(int trace, int milliseconds, int status) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + otlp + "/v1/traces"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(
                            trace(trace, milliseconds, status).toString()))
                    .build();
            return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static ObjectNode trace(int trace, int milliseconds, int status) {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        ObjectNode body = JSON.createObjectNode();
        ObjectNode resource = body.putArray("resourceSpans").addObject();
        ObjectNode service =
                resource.putObject("resource").putArray("attributes").addObject();
        service.put("key", "service.name").putObject("value").put("stringValue", "gateway");
        ObjectNode span = resource.putArray("scopeSpans")
                .addObject()
                .putArray("spans")
                .addObject()
                .put("traceId", id(trace))
                .put("spanId", "%016x".formatted(trace))
                .put("name", "one")
                .put("kind", SERVER)
                .put("startTimeUnixNano", Long.toString(now - milliseconds * 1_000_000L))
                .put("endTimeUnixNano", Long.toString(now));
        span.putObject("status").put("code", status);
        ObjectNode request = span.putArray("attributes").addObject();
        request.put("key", "emporium.request_id").putObject("value").put("stringValue", "request-" + trace);
        return body;
    }

    static String id(int trace) {
        return "1%015x%016x".formatted(trace, trace);
    }

    /** What it answers to a question, whatever the status. */
    static JsonNode answer(String url) throws IOException, InterruptedException {
        return JSON.readTree(HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body());
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** At once: what it keeps is nobody's, and some take half a minute to end. */
    @Override
    public void close() {
        Processes.awaitEnd(process.destroyForcibly().toHandle(), 30, TimeUnit.SECONDS);
    }
}
