package dev.emporium.cluster.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.render.Commands;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Jaeger with the configuration of {@code monitoring/}: the one that {@code JAEGER} names. */
class JaegerIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String PROGRAM = System.getenv().getOrDefault("JAEGER", "");
    private static final String CONFIGURATION =
            Alerts.HOME.resolve("jaeger.yaml").toString();
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private static final int ERROR = 2;
    private static final int SERVER = 2;

    @TempDir
    Path folder;

    private final int otlp = Processes.freePort();
    private final int query = Processes.freePort();

    @BeforeEach
    void isNamed() {
        assumeTrue(!PROGRAM.isEmpty(), "JAEGER names no Jaeger (monitoring/README.md says how one is built)");
    }

    @Test
    void theConfigurationIsValid() throws Exception {
        Commands.Result result = Commands.run(folder, PROGRAM, "validate", "--config", CONFIGURATION);
        assertThat(result.exit()).as(result.output()).isZero();
    }

    /** As the links of the dashboards and the runbook ask. */
    @Test
    void findsWhatWasSlowOfAServiceAndTheTraceOfARequest() throws Exception {
        Process jaeger = start();
        try {
            awaitThat(jaeger, () -> send(trace(1, 5, ERROR)) && send(trace(2, 1_500, 0)) && send(trace(3, 5, 0)));
            awaitThat(jaeger, () -> found("").size() == 3);
            assertThat(found("&minDuration=1s")).containsExactly(id(2));
            assertThat(found("&tags=" + encoded("{\"emporium.request_id\":\"request-1\"}")))
                    .containsExactly(id(1));
            assertThat(found("&tags=" + encoded("{\"error\":\"true\"}")))
                    .as("the dashboards may ask for what failed once this finds it")
                    .isEmpty();
        } finally {
            jaeger.destroy();
            assertThat(jaeger.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String id(int trace) {
        return "%016x%016x".formatted(trace, trace);
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
                .put("startTimeUnixNano", Long.toString(now))
                .put("endTimeUnixNano", Long.toString(now + milliseconds * 1_000_000L));
        span.putObject("status").put("code", status);
        ObjectNode request = span.putArray("attributes").addObject();
        request.put("key", "emporium.request_id").putObject("value").put("stringValue", "request-" + trace);
        return body;
    }

    /** On other addresses, also by HTTP. */
    private Process start() throws IOException {
        Path instead = Files.writeString(
                folder.resolve("instead.yaml"),
                """
                receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:%d"}, http: {endpoint: "127.0.0.1:%d"}}}}
                extensions: {jaeger_query: {http: {endpoint: "127.0.0.1:%d"}, grpc: {endpoint: "127.0.0.1:%d"}}}
                service: {telemetry: {metrics: {level: none, readers: []}}}
                """
                        .formatted(Processes.freePort(), otlp, query, Processes.freePort()));
        return new ProcessBuilder(PROGRAM, "--config", CONFIGURATION, "--config", instead.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
    }

    private boolean send(ObjectNode spans) throws InterruptedException {
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + otlp + "/v1/traces"))
                                            .header("Content-Type", "application/json")
                                            .POST(BodyPublishers.ofString(spans.toString()))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> found(String condition) throws IOException, InterruptedException {
        String url = "http://127.0.0.1:" + query + "/api/traces?service=gateway&limit=20" + condition;
        JsonNode answer =
                JSON.readTree(HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                        .body());
        return answer.path("data").findValuesAsText("traceID").stream()
                .distinct()
                .toList();
    }

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private void awaitThat(Process jaeger, Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.holds()) {
            if (System.nanoTime() > deadline || jaeger.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new AssertionError(Files.readString(folder.resolve("output.log")));
            }
        }
    }
}
