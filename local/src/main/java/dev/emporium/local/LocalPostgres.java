package dev.emporium.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real PostgreSQL for a test: a process of its own on the loopback address, ended by {@link #close()} and at the
 * latest with this JVM. The user is {@code postgres} with an empty password. A folder that was used before keeps its
 * data, also after the server was killed. Safe for use by several threads.
 */
public final class LocalPostgres implements AutoCloseable {

    private final PostgresCluster cluster;
    private final Process server;
    private final Thread hook;

    private LocalPostgres(PostgresCluster cluster, Process server) {
        this.cluster = cluster;
        this.server = server;
        this.hook = new Thread(() -> PostgresCluster.stop(server.toHandle()));
    }

    /**
     * Starts a server and returns once it answers.
     *
     * @param dataDirectory where its data are; created when absent. Its log stands beside it
     * @param port where to listen, 0 for a free port
     * @param durable false gives up safety from crashes for speed
     * @throws IllegalStateException if the server does not start
     */
    public static LocalPostgres start(Path dataDirectory, int port, boolean durable) {
        PostgresCluster cluster = new PostgresCluster(dataDirectory, port == 0 ? Processes.freePort() : port);
        Path log = cluster.data().resolveSibling(cluster.data().getFileName() + ".log");
        try {
            Files.createDirectories(log.getParent());
            cluster.prepare(log);
            ProcessBuilder builder = new ProcessBuilder(cluster.command(durable))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log.toFile()));
            builder.environment().putAll(cluster.environment());
            LocalPostgres started = new LocalPostgres(cluster, builder.start());
            Runtime.getRuntime().addShutdownHook(started.hook);
            started.awaitReady(log);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady(Path log) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!cluster.answers()) {
            if (!server.isAlive() || System.nanoTime() > deadline || !Processes.pause(50)) {
                close();
                throw new IllegalStateException("PostgreSQL did not start, see " + log);
            }
        }
    }

    /** The URL of a database of this server, which is created if it is missing. */
    public String jdbcUrl(String database) {
        cluster.createDatabase(database);
        return cluster.jdbcUrl(database);
    }

    /** The URL of a new database of this server with all that another holds, which nobody is connected to. */
    public String copy(String database, String name) {
        cluster.copyDatabase(database, name);
        return cluster.jdbcUrl(name);
    }

    public int port() {
        return cluster.port();
    }

    /** The postmaster, for a test that wants to kill it. */
    public ProcessHandle process() {
        return server.toHandle();
    }

    /** Stops the server and keeps its data. May be called twice. */
    @Override
    public void close() {
        if (server.isAlive()) {
            PostgresCluster.stop(server.toHandle());
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending, and the hook runs or has run
        }
    }
}
