package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A product-service beside the platform, with a database of its own in the same PostgreSQL, that serves without a
 * gateway. Kafka is away for it: it would share the work of the platform's own one.
 */
public final class LoneService implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);

    private final Process process;
    private final Http http;

    private LoneService(Process process, Http http) {
        this.process = process;
        this.http = http;
    }

    /**
     * Starts it and does not wait.
     *
     * @param number tells several from each other
     * @param rootPath as an operator would set {@code ROOT_PATH}, null to leave it unset
     */
    static LoneService start(Platform platform, int number, String rootPath) throws IOException, SQLException {
        String database = "lone_product_" + number;
        try (Connection connection = platform.database("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + database);
            statement.execute("create database " + database);
        }
        int port = platform.ports().lone(number);
        Path log = Platform.target().resolve("lone-product-service-" + number + ".log");
        ProcessBuilder builder = new ProcessBuilder(command("product-service"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.equals("ROOT_PATH"));
        if (rootPath != null) {
            builder.environment().put("ROOT_PATH", rootPath);
        }
        builder.environment()
                .putAll(Map.of(
                        "HTTP_PORT", Integer.toString(port),
                        "ADMIN_PORT", Integer.toString(platform.ports().loneAdmin(number)),
                        "DATABASE_URL", platform.jdbcUrl(database),
                        "DATABASE_USER", "postgres",
                        "DATABASE_PASSWORD", platform.databasePassword(),
                        "JWKS_URL", platform.jwks().toString(),
                        "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"));
        Http http = new Http(URI.create("http://127.0.0.1:" + port));
        return new LoneService(builder.start(), http.as(platform.accounts().tokenOf(Accounts.STAFF)));
    }

    /** What starts a process of a service, in whatever environment. */
    public static List<String> command(String service) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path jar = Platform.root().resolve(service + "/target/" + service + ".jar");
        return List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // a fifth of a start, see the root pom
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote",
                "-Xmx192m",
                "-jar",
                jar.toString(),
                "up");
    }

    /**
     * Waits until it serves the path.
     *
     * @param description where it says what it answers
     */
    LoneService serving(String path, String description) throws Exception {
        Eventually.within(START, () -> {
            if (!process.isAlive()) {
                throw new DiedError(process);
            }
            assertThat(http.get(path).status()).isEqualTo(200);
        });
        Descriptions.learn(http.uri("/"), List.of(description));
        return this;
    }

    /** For staff. */
    Http http() {
        return http;
    }

    @Override
    public void close() {
        end(process);
    }

    /** Asks a process to end, and ends it when it does not. */
    public static void end(Process process) {
        process.destroy();
        try {
            process.onExit().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        }
    }

    /** There is nothing to wait for any more. */
    private static final class DiedError extends Error {
        private static final long serialVersionUID = 1L;

        DiedError(Process process) {
            super("product-service has ended with code " + process.exitValue());
        }
    }
}
