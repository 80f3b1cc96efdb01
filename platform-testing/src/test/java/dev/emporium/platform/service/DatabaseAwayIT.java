package dev.emporium.platform.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.local.LocalPostgres;
import dev.emporium.platform.example.ExampleService;
import dev.emporium.platform.testing.Line;
import dev.emporium.platform.testing.RawHttp;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseAwayIT {
    private static final Pattern FAILURES = Pattern.compile(
            "(?m)^dependency_call_duration_seconds_count\\{dependency=\"database\",outcome=\"failure\"} (\\S+)$");

    @Test
    void isNotReadyAndSaysTryAgainUntilTheDatabaseIsBack(@TempDir Path folder) throws Exception {
        LocalPostgres postgres = LocalPostgres.start(folder.resolve("data"), 0, false);
        int port = postgres.port();
        try (TestService<ServiceConfiguration> service =
                TestService.start(ExampleService.class, TestPostgres.of(postgres.jdbcUrl("away")))) {
            awaitReadiness(service, "ready");
            postgres.close();
            awaitReadiness(service, "database_unavailable");
            RawHttp.Answer refused = get(service, "/notes");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.body()).contains("\"code\":\"unavailable\"");
            // what has no connection comes to no statement, and is the failure that DependencyFails tells of
            double failures = failuresOfTheDatabase(service);
            get(service, "/notes");
            assertThat(failuresOfTheDatabase(service)).isGreaterThan(failures);
            postgres = LocalPostgres.start(folder.resolve("data"), port, false);
            awaitReadiness(service, "ready");
            assertThat(get(service, "/notes").status()).isEqualTo(200);
        } finally {
            postgres.close();
        }
    }

    @Test
    void asksThroughANewConnectionSoonWhereThoseOfThePoolHaveDiedInSilence() throws Exception {
        TestPostgres database = TestPostgres.create().migrate();
        URI server = URI.create(database.jdbcUrl().substring("jdbc:".length()));
        try (Line line = new Line(server.getPort());
                TestService<ServiceConfiguration> service = TestService.start(
                        ExampleService.class,
                        database,
                        "database.url=jdbc:postgresql://127.0.0.1:" + line.port() + server.getPath())) {
            assertThat(get(service, "/notes").status()).isEqualTo(200);
            line.silence();
            line.speak();
            // as long as one is trusted without being tried
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_100));

            long begin = System.nanoTime();
            assertThat(get(service, "/notes").status()).isEqualTo(200);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void holdsNoPlaceOfThePoolForLongWhereAServerTakesAConnectionAndSaysNothing() throws Exception {
        TestPostgres database = TestPostgres.create().migrate();
        URI server = URI.create(database.jdbcUrl().substring("jdbc:".length()));
        try (Line line = new Line(server.getPort());
                TestService<ServiceConfiguration> service = TestService.start(
                        ExampleService.class,
                        database,
                        "database.url=jdbc:postgresql://127.0.0.1:" + line.port() + server.getPath())) {
            line.silence();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_100));

            long begin = System.nanoTime();
            assertThat(get(service, "/notes").status()).isEqualTo(503);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        }
    }

    private static RawHttp.Answer get(TestService<?> service, String path) throws Exception {
        return RawHttp.send(service.uri("/"), "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    private static double failuresOfTheDatabase(TestService<?> service) throws Exception {
        String metrics =
                new String(service.admin("/metrics").toURL().openStream().readAllBytes(), StandardCharsets.UTF_8);
        return FAILURES.matcher(metrics)
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
    }

    private static void awaitReadiness(TestService<?> service, String status) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String body;
        do {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            body = RawHttp.send(
                            service.admin("/"), "GET /health/ready HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    .toString();
        } while (!body.contains("\"" + status + "\"") && System.nanoTime() < deadline);
        assertThat(body).contains("\"" + status + "\"");
    }
}
