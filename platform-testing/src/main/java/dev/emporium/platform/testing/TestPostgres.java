package dev.emporium.platform.testing;

import dev.emporium.local.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real database for a test class: one PostgreSQL per JVM, started when first asked for and gone with the JVM, and in
 * it an empty database for each {@link #create()}. Not durable: its data are nobody's.
 */
public final class TestPostgres {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String jdbcUrl;

    private TestPostgres(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
    }

    public static TestPostgres create() {
        return new TestPostgres(Server.SHARED.jdbcUrl("test_" + COUNT.incrementAndGet()));
    }

    /** A database of another server, for a test that takes it away. */
    public static TestPostgres of(String jdbcUrl) {
        return new TestPostgres(jdbcUrl);
    }

    public String jdbcUrl() {
        return jdbcUrl;
    }

    public String user() {
        return "postgres";
    }

    public String password() {
        return "";
    }

    private static final class Server {
        static final LocalPostgres SHARED = start();

        private static LocalPostgres start() {
            try {
                Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
                return LocalPostgres.start(
                        Files.createTempDirectory(target, "postgres-").resolve("data"), 0, false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
