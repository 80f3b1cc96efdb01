package dev.emporium.cluster.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.local.LocalKafka;
import dev.emporium.local.LocalPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A service as an image starts it, on this machine's own network.
 *
 * @param start by {@link System#nanoTime}
 * @param effort what it took until it was ready, for people
 */
record Running(String service, Process process, int port, int adminPort, long start, String effort)
        implements AutoCloseable {
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    /** What an image is told of a platform that is this test's own. */
    static Map<String, String> environment(
            String service, int port, int adminPort, LocalPostgres postgres, LocalKafka kafka) {
        return new TreeMap<>(Map.of(
                "BIND_HOST", "127.0.0.1",
                "HTTP_PORT", Integer.toString(port),
                "ADMIN_PORT", Integer.toString(adminPort),
                "DATABASE_URL", postgres.jdbcUrl(service.replace("-service", "s")),
                "DATABASE_USER", "postgres",
                "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "KEY_ENCRYPTION_KEY", Base64.getEncoder().encodeToString(new byte[32]),
                "FIRST_ADMIN_EMAIL", "first@emporium.example",
                "FIRST_ADMIN_PASSWORD", "not-a-secret-at-all"));
    }

    Running(String service, Process process, int port, int adminPort, long start) {
        this(service, process, port, adminPort, start, "");
    }

    /** Now ready; what it took so far. */
    Running ready() {
        long processor = process.info().totalCpuDuration().orElseThrow().toMillis();
        String effort = String.format(
                "ready after %d ms and %d ms of processor time", (System.nanoTime() - start) / 1_000_000, processor);
        return new Running(service, process, port, adminPort, start, effort);
    }

    URI api(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    URI admin(String path) {
        return URI.create("http://127.0.0.1:" + adminPort + path);
    }

    void awaitReadiness() throws Exception {
        awaitAnswer("/health/ready");
    }

    /** On the admin port. */
    void awaitAnswer(String path) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(admin(path)).build();
        await(() -> http.send(request, BodyHandlers.discarding()).statusCode() == 200);
    }

    void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
        while (!holds(condition)) {
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS))
                    .as("%s has ended", service)
                    .isFalse();
            assertThat(System.nanoTime()).as("%s takes too long", service).isLessThan(deadline);
        }
    }

    private static boolean holds(Condition condition) throws Exception {
        try {
            return condition.holds();
        } catch (IOException e) {
            return false;
        }
    }

    int stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("%s ends in time", service)
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
