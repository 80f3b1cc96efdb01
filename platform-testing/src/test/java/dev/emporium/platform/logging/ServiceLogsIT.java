package dev.emporium.platform.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.local.Processes;
import dev.emporium.logshipping.receiver.Chunk;
import dev.emporium.logshipping.receiver.ForwardReceiver;
import dev.emporium.platform.example.ExampleService;
import dev.emporium.platform.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service as a process of its own, from its first line to its last. */
class ServiceLogsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Queue<Chunk> RECEIVED = new ConcurrentLinkedQueue<>();
    private static final Pattern FORWARDED = Pattern.compile("(?m)^log_lines_forwarded_total [1-9]");

    @TempDir
    static Path folder;

    private static List<Map<String, Object>> output;
    private static List<Map<String, Object>> forwarded;
    private static String metrics;

    @BeforeAll
    static void runAService() throws Exception {
        int port = Processes.freePort();
        int admin = Processes.freePort();
        Path out = folder.resolve("out.log");
        try (ForwardReceiver receiver = new ForwardReceiver(0, RECEIVED::add)) {
            Process service = start(port, admin, receiver.port(), out);
            try {
                await(() -> status("http://127.0.0.1:" + admin + "/health/ready") == 200);
                String notes = "http://127.0.0.1:" + port + "/notes";
                get(notes + "?limit=3", "r-list");
                get(notes + "/0193b3a0-0000-7000-8000-0000000000aa?_q=hunter2", "r-missing");
                get(notes + "/failures", "r-failed");
                get("http://127.0.0.1:" + port + "/nowhere/hunter2", "r-nowhere");
                await(() -> lines().size() >= 5);
                // a line is counted once it is acknowledged
                await(() -> FORWARDED
                        .matcher(metrics = metrics("http://127.0.0.1:" + admin + "/metrics"))
                        .find());
                // SIGTERM
                service.destroy();
                assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
            } finally {
                service.destroyForcibly();
            }
        }
        forwarded = lines();
        try (var written = Files.lines(out)) {
            output = written.filter(line -> line.startsWith("{"))
                    .map(ServiceLogsIT::read)
                    .toList();
        }
    }

    @AfterAll
    static void forget() {
        RECEIVED.clear();
    }

    @Test
    void writesOneLineForEachRequestWithTheTemplateOfItsPath() {
        assertThat(requestLine("r-list"))
                .containsEntry("http.request.method", "GET")
                .containsEntry("http.route", "/notes")
                .containsEntry("http.response.status_code", 200L)
                .containsEntry("http.response.body.bytes", 24L)
                .containsEntry("event.outcome", "success")
                .containsKey("trace.id")
                .doesNotContainKeys("error.code", "user.id");
        assertThat((long) requestLine("r-list").get("event.duration")).isPositive();
        assertThat(requestLine("r-missing"))
                .containsEntry("http.route", "/notes/{note_id}")
                .containsEntry("http.response.status_code", 404L)
                .containsEntry("error.code", "not_found");
        assertThat(requestLine("r-failed"))
                .containsEntry("event.outcome", "failure")
                .containsEntry("error.code", "internal_error");
        assertThat(requestLine("r-nowhere"))
                .containsEntry("http.route", "unmatched")
                .containsEntry("error.code", "not_found");
    }

    @Test
    void writesNeitherPathsNorQueriesNorHealthChecks() {
        assertThat(output.toString()).doesNotContain("hunter2", "0000000000aa", "/health", "r-metrics");
    }

    @Test
    void writesTheRequestIdIntoEveryLineOfTheRequest() {
        assertThat(output)
                .filteredOn(line -> "r-failed".equals(line.get("http.request.id")))
                .extracting(line -> line.get("event.action"))
                .containsExactlyInAnyOrder("request-failed", "http-request");
    }

    @Test
    void sendsFluentdTheSameObjectsAsItWrites() {
        assertThat(forwarded).extracting(line -> line.get("event.id")).doesNotHaveDuplicates();
        assertThat(output).containsAll(forwarded);
        assertThat(forwarded)
                .extracting(line -> line.get("event.action"))
                .contains("service-started", "http-request", "request-failed", "service-draining");
    }

    @Test
    void showsWhatBecameOfTheLines() {
        assertThat(metrics)
                .containsPattern("(?m)^log_lines_dropped_total 0.0$")
                .containsPattern(FORWARDED)
                .containsPattern("(?m)^log_buffer_bytes ");
    }

    /** A process that starts takes a loaded machine more than a minute. */
    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static Map<String, Object> requestLine(String requestId) {
        return output.stream()
                .filter(line -> requestId.equals(line.get("http.request.id")))
                .filter(line -> "http-request".equals(line.get("event.action")))
                .findFirst()
                .orElseThrow();
    }

    private static List<Map<String, Object>> lines() {
        return RECEIVED.stream()
                .flatMap(chunk -> chunk.entries().stream())
                .map(Chunk.Entry::record)
                .toList();
    }

    private static Process start(int port, int admin, int fluentd, Path out) throws IOException {
        TestPostgres database = TestPostgres.create();
        ProcessBuilder service = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ExampleService.class.getName());
        service.environment()
                .putAll(Map.of(
                        "HTTP_PORT", Integer.toString(port),
                        "ADMIN_PORT", Integer.toString(admin),
                        "DATABASE_URL", database.jdbcUrl(),
                        "DATABASE_USER", database.user(),
                        "DATABASE_PASSWORD", database.password(),
                        "FLUENTD_HOST", "127.0.0.1",
                        "FLUENTD_PORT", Integer.toString(fluentd),
                        "FLUENTD_BUFFER_FOLDER", folder.resolve("buffer").toString()));
        return service.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    }

    private static HttpResponse<String> get(String uri, String requestId) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .header("X-Request-Id", requestId)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private static String metrics(String uri) {
        try {
            return get(uri, "r-metrics").body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int status(String uri) {
        try {
            return get(uri, "r-health").statusCode();
        } catch (Exception e) {
            return 0;
        }
    }

    /** Numbers as the forward protocol brings them. */
    private static Map<String, Object> read(String line) {
        try {
            Map<String, Object> object = JSON.readValue(line, new TypeReference<>() {});
            object.replaceAll((field, value) -> value instanceof Integer number ? number.longValue() : value);
            return object;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
