package dev.emporium.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresIT {

    @TempDir
    Path folder;

    @Test
    void keepsWhatWasCommittedWhenItIsKilled() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("data"), 0, true)) {
            execute(postgres, "create table kept (id int)");
            execute(postgres, "insert into kept select generate_series(1, 1000)");
            postgres.process().destroyForcibly();
            postgres.process().onExit().get(60, TimeUnit.SECONDS);
        }

        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("data"), 0, true)) {
            assertThat(number(postgres, "select count(*) from kept")).isEqualTo(1000);
        }
    }

    @Test
    void knowsLettersAndSortsByThemAloneWhateverTheSystemHas() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("a folder of mine"), 0, false)) {
            assertThat(number(
                            postgres,
                            "select count(*) where upper('\u00e4\u0436') = '\u00c4\u0416' and '\u00e4' ~ '^\\w$'"))
                    .isEqualTo(1);
            assertThat(number(postgres, "select count(*) where 'Z' < 'a' and 'z' < '\u00e4'"))
                    .isEqualTo(1);
            assertThat(number(postgres, "select count(*) where get_current_ts_config() = 'english'::regconfig"))
                    .isEqualTo(1);
        }
    }

    @Test
    void doesNotRepeatInItsLogTheRowOfAStatementThatFails() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("data"), 0, false)) {
            execute(postgres, "create table people (email text unique, name text not null)");
            execute(postgres, "insert into people values (concat('ada', '@example.com'), 'Ada')");
            for (String name : List.of("'Ada'", "null")) {
                assertThatThrownBy(() -> execute(
                                postgres, "insert into people values (concat('ada', '@example.com'), " + name + ")"))
                        .hasMessageContaining("ada@example.com");
            }
        }
        assertThat(Files.readString(folder.resolve("data.log")))
                .contains("duplicate key value", "null value in column")
                .doesNotContain("ada@example.com");
    }

    @Test
    void isDurableOnlyWhenAsked() throws Exception {
        try (LocalPostgres durable = LocalPostgres.start(folder.resolve("durable"), 0, true);
                LocalPostgres fast = LocalPostgres.start(folder.resolve("fast"), 0, false)) {
            String safe = "select count(*) from pg_settings where setting = 'on'"
                    + " and name in ('fsync', 'synchronous_commit', 'full_page_writes')";
            assertThat(number(durable, safe)).isEqualTo(3);
            assertThat(number(fast, safe)).isZero();
        }
    }

    @Test
    void takesOverTheFolderOfAServerThatOutlivedItsStarter() throws Exception {
        LocalPostgres orphan = LocalPostgres.start(folder.resolve("data"), 0, true);
        execute(orphan, "create table kept (id int)");

        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("data"), 0, true)) {
            assertThat(orphan.process().isAlive()).isFalse();
            assertThat(number(postgres, "select count(*) from kept")).isZero();
        }
        orphan.close();
    }

    /** Everybody on the machine reaches the port, and a superuser runs programs as whoever has started the server. */
    @Test
    void letsInWhoeverHasThePasswordAloneAlsoToAFolderThatHadNone() throws Exception {
        try (LocalPostgres open = LocalPostgres.start(folder.resolve("data"), 0, true)) {
            execute(open, "create table kept (id int)");
        }
        for (String password : List.of("the+first/one=", "another")) {
            PostgresCluster cluster = new PostgresCluster(folder.resolve("data"), Processes.freePort(), password);
            serving(cluster, () -> {
                String url = cluster.jdbcUrl("shop");
                assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", ""))
                        .hasMessageContaining("password");
                assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", "postgres"))
                        .hasMessageContaining("password authentication failed");
                try (Connection connection = DriverManager.getConnection(url, "postgres", password);
                        var statement = connection.createStatement()) {
                    statement.execute("select from kept");
                }
            });
        }
        PostgresCluster fresh = new PostgresCluster(folder.resolve("fresh"), Processes.freePort(), "mine");
        serving(fresh, () -> assertThatThrownBy(
                        () -> DriverManager.getConnection(fresh.jdbcUrl("postgres"), "postgres", ""))
                .hasMessageContaining("password"));
    }

    @Test
    void aServiceOwnsItsDatabaseAndGetsIntoNoOther() throws Exception {
        PostgresCluster cluster = new PostgresCluster(folder.resolve("data"), Processes.freePort(), "superuser");
        serving(cluster, () -> {
            cluster.createDatabases(List.of(
                    new PostgresCluster.Database("orders", "order", "it's"),
                    new PostgresCluster.Database("cart", "cart", "another")));
            for (String other : List.of("cart", "postgres", "template1")) {
                assertThatThrownBy(() -> DriverManager.getConnection(cluster.jdbcUrl(other), "order", "it's"))
                        .hasMessageContaining("permission denied for database");
            }
            assertThatThrownBy(() -> DriverManager.getConnection(cluster.jdbcUrl("orders"), "order", "another"))
                    .hasMessageContaining("password authentication failed");
            try (Connection connection = DriverManager.getConnection(cluster.jdbcUrl("orders"), "order", "it's");
                    var statement = connection.createStatement()) {
                statement.execute("create extension pg_trgm");
                for (String forbidden : List.of(
                        "create role another",
                        "create database another",
                        "copy (select 1) to program 'cat'",
                        "alter role \"order\" superuser")) {
                    assertThatThrownBy(() -> statement.execute(forbidden)).hasMessageContaining("permission denied");
                }
            }
        });
    }

    /** Up to then all was the superuser's. */
    @Test
    void aDatabaseOfBeforeBecomesItsOwnersWithAllThatIsInIt() throws Exception {
        PostgresCluster cluster = new PostgresCluster(folder.resolve("data"), Processes.freePort(), "superuser");
        serving(cluster, () -> {
            cluster.createDatabase("shop");
            try (Connection connection = DriverManager.getConnection(cluster.jdbcUrl("shop"), "postgres", "superuser");
                    var statement = connection.createStatement()) {
                statement.execute(
                        """
                        create extension unaccent;
                        create text search configuration words (copy = simple);
                        alter text search configuration words alter mapping for word with unaccent, simple;
                        create sequence numbers;
                        create sequence positions;
                        create table kept (id bigint generated always as identity, number bigserial,
                            position bigint default nextval('positions'));
                        alter sequence positions owned by kept.position;
                        create table parts (id int) partition by range (id);
                        create table first_part partition of parts for values from (0) to (9);
                        create index kept_numbers on kept (number);
                        create view seen as select * from kept;
                        create function guard() returns trigger language plpgsql as 'begin return new; end';
                        create trigger guard before insert on kept for each row execute function guard();
                        insert into kept select from generate_series(1, 1000);
                        """);
            }
            // the first that has the password is the last that is given
            for (String password : List.of("one", "two")) {
                cluster.createDatabases(List.of(new PostgresCluster.Database("shop", "owner", password)));
            }
            try (Connection connection = DriverManager.getConnection(cluster.jdbcUrl("shop"), "owner", "two");
                    var statement = connection.createStatement()) {
                try (var rows = statement.executeQuery(
                        """
                        select count(*) from (
                            select relowner as owner from pg_class where relnamespace = 'public'::regnamespace
                            union all select cfgowner from pg_ts_config where cfgnamespace = 'public'::regnamespace
                            union all select proowner from pg_proc where proname = 'guard'
                            union all select datdba from pg_database where datname = 'shop'
                        ) owners where owner <> 'owner'::regrole
                        """)) {
                    rows.next();
                    assertThat(rows.getLong(1)).isZero();
                }
                statement.execute("alter table kept add column more text");
                statement.execute("alter table first_part add check (id < 9)");
                statement.execute("drop view seen");
                statement.execute("alter sequence numbers increment 2");
                statement.execute("alter text search configuration words alter mapping for asciiword with unaccent");
                statement.execute("create extension if not exists unaccent");
                statement.execute(
                        "create or replace function guard() returns trigger language plpgsql as 'begin return null; end'");
                try (var rows = statement.executeQuery("select count(*) from kept where unaccent('\u00e9') = 'e'")) {
                    rows.next();
                    assertThat(rows.getLong(1)).isEqualTo(1000);
                }
            }
        });
    }

    private void serving(PostgresCluster cluster, ThrowingRunnable use) throws Exception {
        cluster.prepare(folder.resolve("log"));
        ProcessBuilder builder = new ProcessBuilder(cluster.command(true))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        builder.environment().putAll(cluster.environment());
        Process server = builder.start();
        try {
            while (!cluster.answers()) {
                assertThat(server.isAlive()).isTrue();
                Thread.onSpinWait();
            }
            use.run();
        } finally {
            PostgresCluster.stop(server.toHandle());
        }
    }

    /** What may fail. */
    @FunctionalInterface
    private interface ThrowingRunnable {
        void run() throws Exception;
    }

    @Test
    void leavesAStrangerAloneWhosePidStandsInAStalePidFile() throws Exception {
        Path data = folder.resolve("data");
        LocalPostgres.start(data, 0, true).close();
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(data.resolve("postmaster.pid"), stranger.pid() + "\n" + data + "\n");

            try (LocalPostgres postgres = LocalPostgres.start(data, 0, true)) {
                assertThat(number(postgres, "select 1")).isEqualTo(1);
                assertThat(stranger.isAlive()).isTrue();
            }
        } finally {
            stranger.destroy();
        }
    }

    @Test
    void makesAnewWhatAnInterruptedStartHasLeftHalfMade() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(halfMade(), 0, true)) {
            assertThat(number(postgres, "select 1")).isEqualTo(1);
        }
    }

    /** On a loaded machine one may be whole before it is interrupted: then another is begun. */
    private Path halfMade() throws Exception {
        for (int attempt = 0; true; attempt++) {
            Path place = Files.createDirectory(folder.resolve("attempt-" + attempt));
            PostgresCluster cluster = new PostgresCluster(place.resolve("data"), Processes.freePort());
            CompletableFuture<Void> start = CompletableFuture.runAsync(() -> cluster.prepare(place.resolve("log")));
            while (!isBegun(place) && !start.isDone()) {
                Thread.onSpinWait();
            }
            initdb().ifPresent(LocalPostgresIT::kill);
            try {
                start.get(60, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertThat(e).hasMessageContaining("initdb failed");
                return place.resolve("data");
            }
        }
    }

    private static Optional<ProcessHandle> initdb() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> Processes.arguments(process.pid()).stream()
                        .findFirst()
                        .orElse("")
                        .endsWith("/initdb"))
                .findAny();
    }

    private static void kill(ProcessHandle initdb) {
        List<ProcessHandle> servers = initdb.descendants().toList();
        initdb.destroyForcibly();
        servers.forEach(server ->
                assertThat(Processes.awaitEnd(server, 60, TimeUnit.SECONDS)).isTrue());
    }

    /** Wherever it is made: its version is the first that is written. */
    private static boolean isBegun(Path place) throws IOException {
        try (var folders = Files.newDirectoryStream(place, Files::isDirectory)) {
            for (Path made : folders) {
                if (Files.exists(made.resolve("PG_VERSION"))) {
                    return true;
                }
            }
            return false;
        }
    }

    private static void execute(LocalPostgres postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("shop"), "postgres", "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(LocalPostgres postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("shop"), "postgres", "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
