package dev.emporium.platform.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import liquibase.Scope;
import liquibase.change.AbstractSQLChange;
import liquibase.changelog.ChangeSet;
import liquibase.configuration.ConfigurationValueProvider;
import liquibase.configuration.LiquibaseConfiguration;
import liquibase.configuration.core.EnvironmentValueProvider;
import liquibase.configuration.core.SystemPropertyValueProvider;
import liquibase.logging.core.NoOpLogService;

/**
 * The migrations on the class path, killed wherever they can be: at the first statement of each change set, between it
 * and the note that it ran, and in the midst of each index that is built concurrently; and run again each time.
 */
public final class InterruptedMigrations implements AutoCloseable {
    /** By event trigger for statements, by trigger for notes; a sequence counts the notes, which no rollback undoes. */
    private static final String DEATHS =
            """
            create schema deaths;
            create sequence deaths.notes;
            create function deaths.die() returns void language plpgsql as $$
            begin
                perform pg_terminate_backend(pg_backend_pid());
                perform pg_sleep(10);
            end $$;
            create function deaths.at_statement() returns event_trigger language plpgsql as $$
            begin
                if tg_tag <> 'DROP INDEX' and not exists (select from pg_event_trigger_ddl_commands()
                        where object_identity ilike '%databasechangelog%') then
                    perform deaths.die();
                end if;
            end $$;
            create function deaths.at_note() returns trigger language plpgsql as $$
            begin
                if nextval('deaths.notes') = 2 then
                    perform deaths.die();
                end if;
                return new;
            end $$;
            create event trigger at_statement on ddl_command_end execute function deaths.at_statement();
            alter event trigger at_statement disable;
            grant usage on schema deaths to public;
            grant usage, update on sequence deaths.notes to public;
            """;

    private static final String SCHEMA =
            """
            select string_agg(line, chr(10) order by line) from (
                select format('column %s.%s %s %s %s %s', table_name, column_name, ordinal_position, data_type,
                    is_nullable, coalesce(column_default, identity_generation)) as line
                from information_schema.columns where table_schema = 'public'
                union all
                select format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid))
                from pg_constraint where connamespace = 'public'::regnamespace
                union all
                select format('index %s valid: %s', pg_get_indexdef(indexrelid), indisvalid)
                from pg_index join pg_class on oid = indexrelid where relnamespace = 'public'::regnamespace
                union all
                select 'trigger ' || pg_get_triggerdef(oid) from pg_trigger
                where not tgisinternal and tgrelid <> 'databasechangelog'::regclass
                union all
                select 'function ' || pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
                union all
                select 'comment ' || description from pg_description join pg_class c on c.oid = objoid
                where relnamespace = 'public'::regnamespace
                union all
                select 'ran ' || id from databasechangelog
            ) as lines where line not ilike '%databasechangeloglock%'
            """;

    private static final String INDEX_IN_PARTS = "exists (select from pg_index where not indisvalid)";

    /** By the build's own index: one that is dropped concurrently is in parts for a moment too. */
    private static final String BUILDING =
            """
            pg_stat_progress_create_index join pg_index on indexrelid = index_relid
            where datname = current_database() and not indisvalid
            """;

    private final LiquibaseConfiguration settings = Scope.getCurrentScope().getSingleton(LiquibaseConfiguration.class);
    /** Neither says anything of Liquibase, which goes through all of both for each file's name that it compares. */
    private final List<ConfigurationValueProvider> asked = settings.getProviders().stream()
            .filter(provider ->
                    provider instanceof SystemPropertyValueProvider || provider instanceof EnvironmentValueProvider)
            .toList();

    private final String url = TestPostgres.create().jdbcUrl();
    private final String folder;
    private final Connection desk;
    private List<ChangeSet> all;

    /** @param folder of those that are killed; what comes before is another's to kill, and runs undisturbed */
    public InterruptedMigrations(String folder) throws SQLException {
        this.folder = folder;
        this.desk = connect(url);
        execute(DEATHS);
    }

    /** The schema that comes of one run which nobody disturbs. */
    public static String undisturbed() throws SQLException {
        try (Connection connection = connect(TestDatabase.create().jdbcUrl())) {
            return schema(connection);
        }
    }

    /**
     * The schema that comes of it all.
     *
     * @throws AssertionError when a run dies by itself
     */
    public String disturbed() throws Exception {
        asked.forEach(settings::unregisterProvider);
        dieAtStatement();
        runThoseBefore();
        execute(
                """
                create trigger at_note before insert on databasechangelog
                    for each row execute function deaths.at_note()
                """);
        dieAtNote(1);
        List<ChangeSet> left = left();
        while (!left.isEmpty()) {
            if (buildsAnIndex(left.get(0))) {
                dieInTheMidstOfAnIndex();
            }
            dieAtStatement();
            // what changes rows alone is behind us: only what changes the schema dies there
            left = left();
            dieAtNote(2);
            List<ChangeSet> now = left();
            if (now.size() != left.size() - 1) {
                throw new AssertionError("one step further, it should be: " + left + " became " + now);
            }
            left = now;
        }
        return schema(desk);
    }

    private void runThoseBefore() throws Exception {
        try (TestMigration before = new TestMigration(url)) {
            all = before.left();
            ChangeSet first = all.stream()
                    .filter(step -> step.getFilePath().startsWith(folder))
                    .findFirst()
                    .orElseThrow();
            before.runUntil(first.getId());
        }
    }

    /** What else runs outside of a transaction commits by itself, and is done by whoever comes again. */
    private static boolean buildsAnIndex(ChangeSet step) {
        return step.getChanges().stream()
                .anyMatch(change -> change instanceof AbstractSQLChange sql
                        && sql.getSql().toLowerCase(Locale.ROOT).contains("index concurrently"));
    }

    private void dieAtStatement() throws Exception {
        execute("alter event trigger at_statement enable");
        runAndDie();
        execute("alter event trigger at_statement disable");
    }

    /** @param count the how-manieth note is not written */
    private void dieAtNote(int count) throws Exception {
        execute("select setval('deaths.notes', %d, false)".formatted(3 - count));
        if (left().size() < count) {
            try (TestMigration last = new TestMigration(url)) {
                last.run();
            }
        } else {
            runAndDie();
        }
    }

    private void dieInTheMidstOfAnIndex() throws Exception {
        try (Connection backup = connect(url)) {
            backup.setAutoCommit(false);
            backup.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            backup.createStatement().execute("select 1 from pg_class");
            CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {
                try {
                    runAndDie();
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            });
            try {
                // from then on until the backup ends: whoever dies before leaves nothing behind
                await(desk, "exists (select from " + BUILDING + ")");
                execute("select pg_terminate_backend(pid) from " + BUILDING);
            } catch (SQLException e) {
                // rather why it died by itself
                run.getNow(null);
                throw e;
            }
            run.join();
        }
        await(desk, INDEX_IN_PARTS);
    }

    private void runAndDie() throws Exception {
        try (TestMigration run = new TestMigration(url)) {
            // each death would be told some ten times over, with all it came from
            Scope.child(Scope.Attr.logService, new NoOpLogService(), run::run);
        } catch (Exception e) {
            if (wasKilled(e)) {
                return;
            }
            throw new AssertionError("it died by itself", e);
        }
        throw new AssertionError("it should have died");
    }

    private static boolean wasKilled(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && "57P01".equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** By the notes alone: Liquibase would read all files for it again. */
    private List<ChangeSet> left() throws SQLException {
        Set<String> ran = new HashSet<>();
        try (Statement statement = desk.createStatement();
                ResultSet notes = statement.executeQuery("select id from databasechangelog")) {
            while (notes.next()) {
                ran.add(notes.getString(1));
            }
        }
        return all.stream().filter(step -> !ran.contains(step.getId())).toList();
    }

    /** Until a condition in SQL holds, for a minute at most. */
    public static void await(Connection connection, String condition) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    do $$ begin
                        for i in 1..6000 loop
                            perform pg_stat_clear_snapshot();
                            if %s then return; end if;
                            perform pg_sleep(0.01);
                        end loop;
                        raise exception 'waited too long, while there was %%', (
                            select string_agg(concat_ws(' ', state, wait_event_type, query), '; ')
                            from pg_stat_activity where datname = current_database());
                    end $$
                    """
                            .formatted(condition));
        }
    }

    public static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, "postgres", "");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = desk.createStatement()) {
            statement.execute(sql);
        }
    }

    public static String schema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SCHEMA)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        asked.forEach(settings::registerProvider);
        desk.close();
    }
}
