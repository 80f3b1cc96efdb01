package dev.emporium.platform.testing;

import dev.emporium.local.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real database for a test class: one PostgreSQL per JVM, started when first asked for and gone with the JVM, and in
 * it a database for each {@link #create()}, which is made when it is first used. Not durable: its data are nobody's.
 */
public final class TestPostgres {
    /** Who owns each database and nothing else, as a service does: what only a superuser may do fails in tests, too. */
    static final String OWNER = "owner";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private String jdbcUrl;
    private boolean migrated;

    private TestPostgres(String name, String jdbcUrl) {
        this.name = name;
        this.jdbcUrl = jdbcUrl;
    }

    /** Empty, or with all migrations once it is asked to {@link #migrate}. */
    public static TestPostgres create() {
        return new TestPostgres("test_" + COUNT.incrementAndGet(), null);
    }

    /** A database of another server, for a test that takes it away. */
    public static TestPostgres of(String jdbcUrl) {
        return new TestPostgres(null, jdbcUrl);
    }

    public synchronized String jdbcUrl() {
        if (jdbcUrl == null) {
            jdbcUrl = Server.owned(Server.SHARED.jdbcUrl(name), name);
        }
        return jdbcUrl;
    }

    /** Runs the migrations on the class path, once; for a database that nobody has used, they have run before. */
    public synchronized TestPostgres migrate() {
        if (jdbcUrl == null) {
            jdbcUrl = Server.owned(Server.SHARED.copy(Migrated.TEMPLATE, name), name);
        } else if (!migrated) {
            TestMigration.runAll(jdbcUrl, user());
        }
        migrated = true;
        return this;
    }

    public String user() {
        return name == null ? "postgres" : OWNER;
    }

    public String password() {
        return "";
    }

    private static final class Server {
        static final LocalPostgres SHARED = start();

        private static LocalPostgres start() {
            try {
                Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
                LocalPostgres server = LocalPostgres.start(
                        Files.createTempDirectory(target, "postgres-").resolve("data"), 0, false);
                execute(server.jdbcUrl("postgres"), "create role " + OWNER + " login");
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Its URL, once it is its owner's. */
        static String owned(String jdbcUrl, String name) {
            execute(jdbcUrl, "alter database " + name + " owner to " + OWNER);
            return jdbcUrl;
        }

        private static void execute(String jdbcUrl, String sql) {
            try (Connection connection = DriverManager.getConnection(jdbcUrl, "postgres", "");
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The migrations take longer than all else that a test needs before it begins: they run once. */
    private static final class Migrated {
        static final String TEMPLATE = make();

        private static String make() {
            String template = "migrated";
            TestMigration.runAll(Server.owned(Server.SHARED.jdbcUrl(template), template), OWNER);
            return template;
        }
    }
}
