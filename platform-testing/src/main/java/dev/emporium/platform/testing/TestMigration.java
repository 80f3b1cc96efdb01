package dev.emporium.platform.testing;

import dev.emporium.platform.persistence.Migration;
import dev.emporium.platform.persistence.MigrationFiles;
import io.dropwizard.db.DataSourceFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.core.PostgresDatabase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.postgresql.PGConnection;

/** One run of the migrations on the class path, in the session that {@code db migrate} would have. */
public final class TestMigration implements AutoCloseable {
    private final Connection connection;

    public TestMigration(String jdbcUrl) throws SQLException {
        this(jdbcUrl, TestPostgres.OWNER);
    }

    private TestMigration(String jdbcUrl, String user) throws SQLException {
        Properties session = new Properties();
        session.putAll(Migration.sessionsOf(new DataSourceFactory()).getProperties());
        session.put("user", user);
        this.connection = DriverManager.getConnection(jdbcUrl, session);
    }

    /** A whole run, to its end. */
    static void runAll(String jdbcUrl, String user) {
        try (TestMigration migration = new TestMigration(jdbcUrl, user)) {
            migration.run();
        } catch (Exception e) {
            throw new IllegalStateException("The migrations do not run", e);
        }
    }

    public void run() throws Exception {
        run(Integer.MAX_VALUE);
    }

    /** As far as a version went that did not have the change set yet. */
    public void runUntil(String id) throws Exception {
        List<String> left = left().stream().map(ChangeSet::getId).toList();
        if (!left.contains(id)) {
            throw new IllegalArgumentException("it has run, or there is none: " + id);
        }
        run(left.indexOf(id));
    }

    private void run(int steps) throws Exception {
        Liquibase liquibase = liquibase();
        Scope.child(
                Scope.Attr.ui,
                new LoggerUIService(),
                () -> Migration.run(liquibase, () -> liquibase.update(steps, "")));
        Migration.note(liquibase, MigrationFiles.fingerprint());
    }

    /** What has not run yet. */
    public List<ChangeSet> left() throws Exception {
        return liquibase().listUnrunChangeSets(new Contexts(), null);
    }

    private Liquibase liquibase() throws Exception {
        Database database =
                DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
        return new Liquibase(ChangeLog.READ, new ClassLoaderResourceAccessor(), database);
    }

    /** The id of the server's process. */
    public int serverProcess() throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    /** As when the process is killed: the server is not told. */
    public void kill() throws SQLException {
        connection.abort(Runnable::run);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Whoever is killed wherever that can be would read the same files some hundred times. */
    private static final class ChangeLog {
        static final DatabaseChangeLog READ = read();

        private static DatabaseChangeLog read() {
            try {
                return new Liquibase("migrations.yaml", new ClassLoaderResourceAccessor(), new PostgresDatabase())
                        .getDatabaseChangeLog();
            } catch (LiquibaseException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
