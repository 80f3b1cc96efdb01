package dev.emporium.platform.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.local.LocalPostgres;
import dev.emporium.platform.example.ExampleService;
import dev.emporium.platform.testing.RawHttp;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
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

    /** As after a failover behind an address that stays, or where a firewall has forgotten them: nobody says that they are dead. */
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
            // as long as one is trusted without being tried
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_100));

            long begin = System.nanoTime();
            assertThat(get(service, "/notes").status()).isEqualTo(200);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
        }
    }

    /** Leads to a port, until nothing comes through any more on the connections that there are. */
    private static final class Line implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> sockets = new CopyOnWriteArrayList<>();
        private final Set<Socket> silent = ConcurrentHashMap.newKeySet();

        Line(int target) throws IOException {
            start(() -> {
                while (true) {
                    Socket client = listener.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                    sockets.addAll(List.of(client, server));
                    start(() -> carry(client, server));
                    start(() -> carry(server, client));
                }
            });
        }

        int port() {
            return listener.getLocalPort();
        }

        void silence() {
            silent.addAll(sockets);
        }

        private void carry(Socket from, Socket to) throws IOException {
            byte[] buffer = new byte[8192];
            for (int length = from.getInputStream().read(buffer);
                    length >= 0;
                    length = from.getInputStream().read(buffer)) {
                if (!silent.contains(from)) {
                    to.getOutputStream().write(buffer, 0, length);
                }
            }
            if (!silent.contains(from)) {
                to.close();
            }
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void start(Work work) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            work.run();
                        } catch (IOException e) {
                            // an end has closed it
                        }
                    },
                    "line");
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
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
