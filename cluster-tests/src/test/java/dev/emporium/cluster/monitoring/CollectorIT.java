package dev.emporium.cluster.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.render.Commands;
import dev.emporium.local.Processes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real collector with the configuration of {@code monitoring/}: the one that {@code OTELCOL} names. */
class CollectorIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String PROGRAM = System.getenv().getOrDefault("OTELCOL", "");
    private static final String CONFIGURATION =
            Alerts.HOME.resolve("otel-collector.yaml").toString();
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private static final long BEGIN = 1_760_000_000_000_000_000L;
    private static final int ERROR = 2;
    private static final int SERVER = 2;
    private static final int CLIENT = 3;

    @TempDir
    private Path folder;

    private Path kept;

    @BeforeEach
    void isNamed() {
        assumeTrue(!PROGRAM.isEmpty(), "OTELCOL names no collector (monitoring/README.md says how one is built)");
        kept = folder.resolve("kept.json");
    }

    @Test
    void theConfigurationIsValid() throws Exception {
        Commands.Result result = Commands.run(
                folder, "env", "TRACES_ENDPOINT=tempo:4317", PROGRAM, "validate", "--config", CONFIGURATION);
        assertThat(result).isEqualTo(new Commands.Result(0, ""));
    }

    @Test
    void keepsWhatWentWrongAndWhatWasSlowAndSomeOfTheRestAndNothingOfAPerson() throws Exception {
        int port = Processes.freePort();
        Process collector = start(port);
        try {
            awaitThat(collector, () -> send(port, List.of()));
            List<ObjectNode> spans = new ArrayList<>();
            // who waits for a call is not slow, nor is a step that takes long after everybody has been answered
            spans.addAll(trace(1, 1_500, SERVER, 0));
            spans.addAll(trace(2, 5, SERVER, ERROR));
            IntStream.rangeClosed(3, 402)
                    .forEach(trace -> spans.addAll(trace(trace, trace % 2 == 0 ? 5 : 1_500, CLIENT, 0)));
            assertThat(send(port, spans)).isTrue();
            // the rest is decided with them, after the same wait
            awaitThat(
                    collector,
                    () -> kept().stream().map(CollectorIT::trace).distinct().count() > 2);
        } finally {
            // decides what is left, and writes it
            collector.destroy();
            assertThat(collector.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        List<JsonNode> spans = kept();
        Set<String> traces = spans.stream().map(CollectorIT::trace).collect(Collectors.toCollection(HashSet::new));
        assertThat(traces).contains(id(1), id(2)).hasSizeBetween(2 + 10, 2 + 80);
        assertThat(spans).as("traces are whole").hasSize(2 * traces.size());
        assertThat(spans.toString()).contains("emporium.request_id").doesNotContain("ada", "carts");
    }

    /** A span and what it caused, both of which say more than they may. */
    private static List<ObjectNode> trace(int trace, int milliseconds, int kind, int status) {
        ObjectNode cause = span(trace, 1, milliseconds, kind);
        ObjectNode effect = span(trace, 2, 1, CLIENT)
                .put("parentSpanId", cause.path("spanId").asText());
        effect.putObject("status").put("code", status);
        ObjectNode failure = effect.putArray("events").addObject().put("name", "exception");
        attribute(failure.putArray("attributes"), "exception.message", "of ada@example.com");
        return List.of(cause, effect);
    }

    private static ObjectNode span(int trace, int span, int milliseconds, int kind) {
        ObjectNode made = JSON.createObjectNode()
                .put("traceId", id(trace))
                .put("spanId", "%08x%08x".formatted(trace, span))
                .put("name", "one")
                .put("kind", kind)
                .put("startTimeUnixNano", Long.toString(BEGIN))
                .put("endTimeUnixNano", Long.toString(BEGIN + milliseconds * 1_000_000L));
        ArrayNode attributes = made.putArray("attributes");
        attribute(attributes, "emporium.request_id", "request-" + trace);
        attribute(attributes, "url.full", "https://ada.example/carts/secret");
        attribute(attributes, "user_agent.original", "ada's browser");
        return made;
    }

    /** As those of agents are, in which bits are set everywhere. */
    private static String id(int trace) {
        return "%016x%016x".formatted(trace * 0x9E3779B97F4A7C15L, trace * 0xC2B2AE3D27D4EB4FL);
    }

    private static void attribute(ArrayNode attributes, String key, String value) {
        attributes.addObject().put("key", key).putObject("value").put("stringValue", value);
    }

    private static String trace(JsonNode span) {
        return span.path("traceId").asText();
    }

    /** With other addresses, and a file in the place of Tempo; decides after a second. */
    private Process start(int port) throws IOException {
        Path instead = Files.writeString(
                folder.resolve("instead.yaml"),
                """
                receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:%d"}, http: {endpoint: "127.0.0.1:%d"}}}}
                processors: {tail_sampling: {decision_wait: 1s}}
                exporters: {file: {path: "%s"}}
                service:
                  telemetry: {metrics: {level: none, readers: []}}
                  pipelines: {traces: {exporters: [file]}}
                """
                        .formatted(Processes.freePort(), port, kept));
        ProcessBuilder builder = new ProcessBuilder(PROGRAM, "--config", CONFIGURATION, "--config", instead.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile());
        builder.environment().put("TRACES_ENDPOINT", "127.0.0.1:1");
        return builder.start();
    }

    private static boolean send(int port, List<ObjectNode> spans) throws InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        body.putArray("resourceSpans")
                .addObject()
                .putArray("scopeSpans")
                .addObject()
                .putArray("spans")
                .addAll(spans);
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/traces"))
                                            .header("Content-Type", "application/json")
                                            .POST(BodyPublishers.ofString(body.toString()))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private List<JsonNode> kept() throws IOException {
        List<JsonNode> spans = new ArrayList<>();
        String text = Files.exists(kept) ? Files.readString(kept) : "";
        // the last line may be half there
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            JSON.readTree(line).findValues("spans").forEach(found -> found.forEach(spans::add));
        }
        return spans;
    }

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private void awaitThat(Process collector, Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.holds()) {
            if (System.nanoTime() > deadline || collector.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new AssertionError(Files.readString(folder.resolve("output.log")));
            }
        }
    }
}
