package dev.emporium.platform.persistence;

import static dev.emporium.platform.testing.InterruptedMigrations.await;
import static dev.emporium.platform.testing.InterruptedMigrations.connect;
import static dev.emporium.platform.testing.InterruptedMigrations.schema;
import static dev.emporium.platform.testing.InterruptedMigrations.undisturbed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.testing.InterruptedMigrations;
import dev.emporium.platform.testing.TestMigration;
import dev.emporium.platform.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MigrationIT {
    private static final String INDEX_WAITS =
            "exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
                    + " and query ilike 'create index concurrently%' and clock_timestamp() - query_start > interval '%s')";

    private final String url = TestPostgres.create().jdbcUrl();

    @Test
    void runsAgainWhereverItWasKilled() throws Exception {
        try (InterruptedMigrations migrations = new InterruptedMigrations("")) {
            assertThat(migrations.disturbed()).isEqualTo(undisturbed());
        }
    }

    /** Longer than any request may wait. */
    @Test
    void waitsForABackupWithItsIndices() throws Exception {
        try (Connection backup = backup();
                Connection desk = connect(url)) {
            CompletableFuture<Void> run = start(new TestMigration(url));
            await(desk, INDEX_WAITS.replace("%s", "6s"));
            backup.rollback();
            run.get(60, TimeUnit.SECONDS);
            assertThat(schema(desk)).isEqualTo(undisturbed());
        }
    }

    @Test
    void asksAgainForATableThatIsInUseAndLetsOthersIn() throws Exception {
        try (Connection reader = connect(url);
                Connection desk = connect(url)) {
            runAllButTwo(desk);
            reader.setAutoCommit(false);
            execute(reader, "select note_id from notes");
            CompletableFuture<Void> run = start(new TestMigration(url));
            await(desk, waitsSince("'-infinity'"));
            execute(desk, "set lock_timeout = '20s'; select note_id from notes");
            execute(desk, "create table seen as select clock_timestamp() as at");
            await(desk, waitsSince("(select at from seen)"));
            execute(desk, "drop table seen");
            reader.rollback();
            run.get(60, TimeUnit.SECONDS);
            execute(desk, "select remark from notes");
        }
    }

    private static String waitsSince(String moment) {
        return "exists (select from pg_stat_activity where query like 'alter table notes%'"
                + " and wait_event_type = 'Lock' and query_start > " + moment + ")";
    }

    /** All but the two last change sets. */
    private void runAllButTwo(Connection desk) throws Exception {
        try (TestMigration whole = new TestMigration(url)) {
            whole.run();
        }
        execute(desk, "delete from databasechangelog where id in ('0002', '0003')");
        execute(desk, "alter table notes drop column remark; drop index notes_title");
    }

    @Test
    void knowsWithoutLiquibaseThatAllWasDone() throws Exception {
        try (Connection desk = connect(url)) {
            assertThat(isDone(desk)).as("in an empty database").isFalse();
            runAllButTwo(desk);
            assertThat(isDone(desk)).as("after something was undone").isFalse();
            try (TestMigration part = new TestMigration(url)) {
                part.runUntil("0003");
            }
            assertThat(isDone(desk)).as("after a part").isFalse();
            try (TestMigration rest = new TestMigration(url)) {
                rest.run();
            }
            assertThat(isDone(desk)).isTrue();
            assertThat(Migration.isDone(desk, "of other files")).isFalse();
        }
    }

    private static boolean isDone(Connection desk) throws SQLException {
        return Migration.isDone(desk, MigrationFiles.fingerprint());
    }

    @Test
    void twoAtTheSameTimeDoItOnce() throws Exception {
        CompletableFuture<Void> one = start(new TestMigration(url));
        CompletableFuture<Void> other = start(new TestMigration(url));
        CompletableFuture.allOf(one, other).get(120, TimeUnit.SECONDS);
        try (Connection desk = connect(url)) {
            assertThat(schema(desk)).isEqualTo(undisturbed());
        }
    }

    @Test
    void aKilledProcessLeavesNoLockBehind() throws Exception {
        try (Connection backup = backup();
                Connection desk = connect(url)) {
            TestMigration killed = new TestMigration(url);
            CompletableFuture<Void> first = start(killed);
            await(desk, INDEX_WAITS.replace("%s", "0s"));
            int process = killed.serverProcess();
            killed.kill();
            assertThatThrownBy(first::join).isInstanceOf(CompletionException.class);
            CompletableFuture<Void> second = start(new TestMigration(url));
            await(desk, INDEX_WAITS.replace("%s", "0s' and pid <> '" + process));
            backup.rollback();
            second.get(60, TimeUnit.SECONDS);
            assertThat(schema(desk)).isEqualTo(undisturbed());
        }
    }

    /** A first start would else begin with errors in the server's log that nobody has to look at. */
    @Test
    void asksForNoTableThatIsNotThere() throws Exception {
        start(new TestMigration(url)).get(60, TimeUnit.SECONDS);
        try (Connection desk = connect(url);
                Statement statement = desk.createStatement();
                ResultSet log =
                        statement.executeQuery("select pg_read_file(current_setting('data_directory') || '.log')")) {
            log.next();
            assertThat(log.getString(1))
                    .contains("ready to accept connections")
                    .doesNotContain("public.databasechangelog");
        }
    }

    /** A transaction that holds a snapshot, as pg_dump's. */
    private Connection backup() throws SQLException {
        Connection backup = connect(url);
        backup.setAutoCommit(false);
        backup.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        execute(backup, "select 1 from pg_class");
        return backup;
    }

    private static CompletableFuture<Void> start(TestMigration migration) {
        return CompletableFuture.runAsync(() -> {
            try (migration) {
                migration.run();
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
