package dev.emporium.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A PostgreSQL data folder and what can be done with it: create it, clear away what a killed server left, say the
 * command line of a server for it. Immutable; only one process at a time may use a folder.
 *
 * @param data the folder, created when absent
 * @param port where its server listens, on the loopback address only
 * @param password of {@link #USER}; empty for a test, to which everybody on this machine is let in
 */
public record PostgresCluster(Path data, int port, String password) {

    public static final String USER = "postgres";
    /** Each server is started with it, and nothing else is. */
    static final String SETTING = "unix_socket_directories=";

    public PostgresCluster {
        data = data.toAbsolutePath().normalize();
    }

    /** One for a test. */
    PostgresCluster(Path data, int port) {
        this(data, port, "");
    }

    /** Makes the folder ready for a server: initialised, with no trace of an earlier one. */
    public void prepare(Path log) {
        try {
            endEarlierServer();
            if (!Files.exists(data.resolve("PG_VERSION"))) {
                initialise(log);
            }
            if (!password.isEmpty()) {
                protect(log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + data + " cannot be used: " + e.getMessage(), e);
        }
    }

    private void initialise(Path log) throws IOException {
        // named when it is whole: half of it, as an interruption leaves it, looks as if it had been used
        Path unfinished = data.resolveSibling(data.getFileName() + ".unfinished");
        ProgramCache.deleteRecursively(unfinished);
        Unprivileged.own(Files.createDirectories(unfinished));
        List<String> command = program("initdb");
        command.addAll(List.of("-D", unfinished.toString(), "-U", USER, "-A", "trust", "-E", "UTF8"));
        // PostgreSQL's own C.UTF-8: macOS has none
        command.addAll(List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "-T", "english"));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment());
        Process initdb = builder.start();
        if (Processes.await(initdb, 60) != 0) {
            throw new IOException("initdb failed, see " + log);
        }
        ProgramCache.deleteRecursively(data);
        Files.move(unfinished, data);
    }

    /** Before a server runs: whoever is let in by its superuser runs what they like as whoever has started it. */
    private void protect(Path log) throws IOException {
        Path rules = data.resolve("pg_hba.conf");
        // which password it is can be seen by the rules, so that another one is set
        String ours = "# " + UUID.nameUUIDFromBytes(password.getBytes(StandardCharsets.US_ASCII))
                + "\nhost all all 127.0.0.1/32 scram-sha-256\n";
        if (Files.readString(rules).equals(ours)) {
            return;
        }
        List<String> command = program("postgres");
        command.addAll(List.of("--single", "-D", data.toString(), "-c", "exit_on_error=on", USER));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment());
        Process alone = builder.start();
        try (Writer statements = alone.outputWriter(StandardCharsets.US_ASCII)) {
            statements.write("alter role " + USER + " password '" + password + "'\n");
        }
        if (Processes.await(alone, 60) != 0) {
            throw new IOException("the password could not be set, see " + log);
        }
        Files.writeString(rules, ours);
    }

    /**
     * The command of a server in the foreground.
     *
     * @param durable whether a committed transaction must survive a crash of the machine
     */
    public List<String> command(boolean durable) {
        List<String> command = program("postgres");
        command.addAll(List.of("-D", data.toString(), "-h", "127.0.0.1", "-p", Integer.toString(port)));
        List<String> settings = new ArrayList<>(List.of(
                SETTING,
                // three of them are for the superuser alone
                "max_connections=123",
                "shared_buffers=64MB",
                "min_wal_size=80MB",
                "max_wal_size=512MB",
                // no rows in the log of statements that failed
                "log_error_verbosity=terse",
                // one process fewer for each of these, on a small machine
                "io_method=sync",
                "max_logical_replication_workers=0",
                "max_wal_senders=0"));
        String durability = durable ? "on" : "off";
        settings.addAll(
                List.of("fsync=" + durability, "synchronous_commit=" + durability, "full_page_writes=" + durability));
        settings.forEach(setting -> command.addAll(List.of("-c", setting)));
        return command;
    }

    /** What its programs must be given: on macOS a server that finds no locale starts a thread, and then refuses to run. */
    public Map<String, String> environment() {
        return Map.of("LC_ALL", "C");
    }

    private static List<String> program(String name) {
        List<String> command = new ArrayList<>(Unprivileged.prefix());
        command.add(PostgresBinaries.unpacked().resolve("bin").resolve(name).toString());
        return command;
    }

    /** A server that outlived its starter is ended, a stale pid file removed, a stranger left alone. */
    private void endEarlierServer() throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        // on a full disk nothing, or half of it, was written
        String pid = Files.readString(pidFile, StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        if (pid.matches("[0-9]{1,9}")) {
            List<String> arguments = Processes.arguments(Long.parseLong(pid));
            if (arguments.contains(data.toString()) && Processes.isPostgres(arguments)) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(PostgresCluster::stop);
            }
        }
        Files.deleteIfExists(pidFile);
    }

    /** A fast shut-down: clients are cut off, what is committed is kept. */
    static void stop(ProcessHandle server) {
        Processes.stop(server);
        if (!Processes.awaitEnd(server, 15, TimeUnit.SECONDS)) {
            server.destroyForcibly();
            Processes.awaitEnd(server, 5, TimeUnit.SECONDS);
        }
    }

    /** Whether the server takes connections. */
    public boolean answers() {
        try (Connection connection = connect(USER)) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Creates the database if it is missing. */
    public void createDatabase(String database) {
        requireName(database);
        try (Connection connection = connect(USER);
                var select = connection.prepareStatement("select 1 from pg_database where datname = ?");
                var create = connection.createStatement()) {
            select.setString(1, database);
            if (!select.executeQuery().next()) {
                create.execute("create database " + database);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The database " + database + " could not be created: " + e.getMessage(), e);
        }
    }

    /**
     * A database of a service.
     *
     * @param owner the role that may do everything in it, and gets into no other
     */
    public record Database(String name, String owner, String password) {
        public Database {
            requireName(name);
            requireName(owner);
        }
    }

    /**
     * Makes what is missing of databases and owners, and has passwords be those that are given. What was the superuser's, as the
     * version before has left it, becomes its owner's; no data are touched.
     */
    public void createDatabases(List<Database> databases) {
        try (Connection connection = connect(USER);
                var statement = connection.createStatement()) {
            statement.execute(databases.stream().map(PostgresCluster::role).collect(Collectors.joining()));
            Map<String, String> owners = new HashMap<>();
            try (var rows = statement.executeQuery("select datname, pg_get_userbyid(datdba) from pg_database")) {
                while (rows.next()) {
                    owners.put(rows.getString(1), rows.getString(2));
                }
            }
            for (Database database : databases) {
                String owner = owners.get(database.name);
                if (owner == null) {
                    statement.execute("create database %s owner \"%s\"".formatted(database.name, database.owner));
                } else if (!owner.equals(database.owner)) {
                    handOver(database);
                }
            }
            statement.execute("revoke connect on database %s, postgres, template1 from public"
                    .formatted(databases.stream().map(Database::name).collect(Collectors.joining(", "))));
        } catch (SQLException e) {
            throw new IllegalStateException("The databases could not be created: " + e.getMessage(), e);
        }
    }

    private static String role(Database database) {
        return """
                do $$ begin
                    if not exists (select from pg_roles where rolname = '%1$s') then
                        create role "%1$s";
                    end if;
                end $$;
                alter role "%1$s" login nosuperuser nocreatedb nocreaterole password '%2$s';
                """
                .formatted(database.owner, database.password.replace("'", "''"));
    }

    /** All at once, or nothing. An extension stays the superuser's, and so does what belongs to it. */
    private void handOver(Database database) throws SQLException {
        try (Connection connection = connect(database.name);
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    do $$
                    declare
                        change text;
                    begin
                        for change in
                            select format('alter %%s %%s owner to %%I', named.type, named.identity, '%1$s')
                            from (
                                select 'pg_class'::regclass as catalogue, oid, relnamespace as home from pg_class
                                where relkind in ('r', 'p', 'v', 'm')
                                    or relkind = 'S' and not exists (
                                        select from pg_depend d where d.classid = 'pg_class'::regclass
                                            and d.objid = pg_class.oid and d.deptype in ('a', 'i'))
                                union all select 'pg_proc'::regclass, oid, pronamespace from pg_proc
                                union all select 'pg_ts_config'::regclass, oid, cfgnamespace from pg_ts_config
                            ) made cross join pg_identify_object(catalogue, oid, 0) named
                            where home = 'public'::regnamespace and not exists (
                                select from pg_depend d
                                where d.classid = catalogue and d.objid = oid and d.deptype = 'e')
                        loop
                            execute change;
                        end loop;
                        alter database %2$s owner to "%1$s";
                    end
                    $$
                    """
                            .formatted(database.owner, database.name));
        }
    }

    /** Creates a database that holds what the other one does, to which nobody may be connected. */
    void copyDatabase(String database, String copy) {
        requireName(database);
        requireName(copy);
        try (Connection connection = connect(USER);
                var create = connection.createStatement()) {
            create.execute("create database " + copy + " template " + database);
        } catch (SQLException e) {
            throw new IllegalStateException(database + " could not be copied: " + e.getMessage(), e);
        }
    }

    private static void requireName(String database) {
        if (!database.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("Not the name of a database: " + database);
        }
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database) + "?connectTimeout=2&socketTimeout=10", USER, password);
    }
}
