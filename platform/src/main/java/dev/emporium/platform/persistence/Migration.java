package dev.emporium.platform.persistence;

import dev.emporium.platform.Failures;
import io.dropwizard.db.DataSourceFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liquibase.Liquibase;
import liquibase.change.AbstractSQLChange;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.ChangeSet.ExecType;
import liquibase.changelog.ChangeSet.RunStatus;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.lockservice.LockServiceFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Liquibase as it may be interrupted at any moment, and run again. A change set and the note that it ran are committed
 * together; Liquibase alone commits them one after the other, and whoever is killed between them fails for ever. One
 * that runs outside of a transaction builds an index, and first drops what an interrupted run left of it. Migrations of
 * one database wait for each other by a lock that ends with its session; Liquibase's own, which a killed run leaves
 * behind and which comes after its first table, decides nothing.
 *
 * <p>One thread.
 */
public final class Migration {
    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);

    /**
     * Statements take as long as they take. The server looks whether the client is still there, so that the statement
     * of one that was killed ends too, and with it the session and its lock.
     */
    private static final String OPTIONS = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0"
            + " -c idle_session_timeout=0 -c client_connection_check_interval=1s"
            + " -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

    /** Whoever waits for a table keeps all others from it, so it waits shortly, and asks again. */
    private static final String SHORT = "set lock_timeout = '2s'";

    /** An index that is built concurrently waits for transactions that began before, a backup's even, and stops nobody. */
    private static final String LONG = "set lock_timeout = 0";

    /** Lock not available, and deadlock (PostgreSQL manual, appendix A). */
    private static final Set<String> BUSY = Set.of("55P03", "40P01");

    /** An advisory lock; 1 and 2 are the relay's. */
    private static final int LOCK = 21;

    /** Liquibase's own. It would look for it by reading it, and the server's log would begin with an error. */
    private static final String LOCK_TABLE =
            """
            do $$ begin
              if to_regclass('databasechangeloglock') is null then
                create table databasechangeloglock (
                  id integer primary key, locked boolean not null, lockgranted timestamp, lockedby varchar(255));
              end if;
            end $$
            """;

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Pattern INDEX = Pattern.compile(
            "create\\s+(?:unique\\s+)?index\\s+concurrently\\s+(?:if\\s+not\\s+exists\\s+)?([a-z0-9_]+)",
            Pattern.CASE_INSENSITIVE);

    private Migration() {}

    /** What is done to the database, by Liquibase. */
    public interface Work {
        void run() throws Exception;
    }

    /** The same database, with sessions that are fit for migrations and not for requests. */
    public static DataSourceFactory sessionsOf(DataSourceFactory database) {
        Map<String, String> properties = database.getProperties();
        properties.put("options", OPTIONS);
        properties.put("socketTimeout", "0");
        return database;
    }

    /**
     * Does the work, once no other migration is under way. What others have locked it waits for, for some minutes,
     * without keeping them from each other. The session is to be closed afterwards: the lock ends with it.
     */
    public static void run(Liquibase liquibase, Work work) throws Exception {
        Database database = liquibase.getDatabase();
        OneTransaction connection =
                new OneTransaction(((JdbcConnection) database.getConnection()).getUnderlyingConnection());
        database.setConnection(connection);
        liquibase.setChangeExecListener(new Steps(connection));
        // asked for again and again: a statement that waits would be waited for by the other's index
        while (!connection.lock()) {
            Thread.sleep(PAUSE.toMillis());
        }
        connection.executeAlone(LOCK_TABLE);
        // Liquibase's own call tells it on the standard output, where lines of the log are expected
        LockServiceFactory.getInstance().getLockService(database).forceReleaseLock();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!done(work, end)) {
            Thread.sleep(PAUSE.toMillis());
        }
    }

    /**
     * Notes which files were run, and how many change sets they have: of fewer that were made, as with an option, not all was done.
     *
     * @param files their {@linkplain MigrationFiles#fingerprint fingerprint}
     */
    public static void note(Liquibase liquibase, String files) throws Exception {
        int all = liquibase.getDatabaseChangeLog().getChangeSets().size();
        OneTransaction connection = (OneTransaction) liquibase.getDatabase().getConnection();
        connection.executeAlone("comment on table databasechangelog is '%s %d'".formatted(files, all));
    }

    /**
     * Whether these files were noted, and all of their change sets are made, and no others.
     *
     * @param session is not used by anybody else
     */
    public static boolean isDone(Connection session, String files) throws SQLException {
        try (Statement statement = session.createStatement()) {
            String noted = text(statement, "select obj_description(to_regclass('databasechangelog'), 'pg_class')");
            return noted != null
                    && noted.equals(files + " " + text(statement, "select count(*) from databasechangelog"));
        }
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static boolean done(Work work, long end) throws Exception {
        try {
            work.run();
            return true;
        } catch (Exception e) {
            if (!isBusy(e) || System.nanoTime() > end) {
                throw e;
            }
            Failures.brief(LOG.atWarn(), e).log("What is to be changed is in use; the migration tries again");
            return false;
        }
    }

    private static boolean isBusy(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && BUSY.contains(String.valueOf(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /** Holds a change set's own commit back: that of the note follows at once. */
    private static final class OneTransaction extends JdbcConnection {
        private boolean noteIsMissing;

        OneTransaction(Connection connection) {
            super(connection);
        }

        @Override
        public void commit() throws DatabaseException {
            if (!noteIsMissing) {
                super.commit();
            }
        }

        /** Until the session ends; false while another has it. */
        boolean lock() throws SQLException {
            try (Statement statement = getUnderlyingConnection().createStatement();
                    ResultSet row = statement.executeQuery("select pg_try_advisory_lock(%d)".formatted(LOCK))) {
                row.next();
                return row.getBoolean(1);
            } finally {
                getUnderlyingConnection().rollback();
            }
        }

        /** In no transaction. */
        void executeAlone(String sql) throws SQLException {
            Connection session = getUnderlyingConnection();
            // commits what is open
            session.setAutoCommit(true);
            try (Statement statement = session.createStatement()) {
                statement.execute(sql);
            } finally {
                session.setAutoCommit(false);
            }
        }
    }

    private static final class Steps extends AbstractChangeExecListener {
        private final OneTransaction connection;

        Steps(OneTransaction connection) {
            this.connection = connection;
        }

        @Override
        public void willRun(ChangeSet step, DatabaseChangeLog all, Database database, RunStatus status) {
            try {
                connection.executeAlone(step.isRunInTransaction() ? SHORT : LONG);
                if (!step.isRunInTransaction()) {
                    dropWhatIsLeft(step);
                }
                connection.noteIsMissing = step.isRunInTransaction();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private void dropWhatIsLeft(ChangeSet step) throws SQLException {
            String sql = ((AbstractSQLChange) step.getChanges().get(0)).getSql();
            Matcher index = INDEX.matcher(sql);
            if (index.find()) {
                connection.executeAlone("drop index concurrently if exists " + index.group(1));
            }
        }

        @Override
        public void ran(ChangeSet step, DatabaseChangeLog all, Database database, ExecType type) {
            connection.noteIsMissing = false;
        }

        @Override
        public void runFailed(ChangeSet step, DatabaseChangeLog all, Database database, Exception failure) {
            connection.noteIsMissing = false;
        }
    }
}
