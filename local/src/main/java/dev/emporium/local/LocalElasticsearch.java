package dev.emporium.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A real Elasticsearch for a test: processes of its own on the loopback address, ended by {@link #close()} and at the
 * latest with this JVM.
 */
public final class LocalElasticsearch implements AutoCloseable {

    private static final long START_MS = 120_000;

    private final Elasticsearch node;
    private final Process launcher;
    private final Thread hook = new Thread(this::end);

    private LocalElasticsearch(Elasticsearch node, Process launcher) {
        this.node = node;
        this.launcher = launcher;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts a node; {@link #awaitReady()} waits for it.
     *
     * @param repository whose build has fetched the distribution
     * @param data where its data are; created when absent
     */
    public static LocalElasticsearch start(Path repository, Path data) {
        Elasticsearch node =
                new Elasticsearch(Elasticsearch.distribution(repository), data, Processes.freePort(), data);
        node.prepare();
        try {
            ProcessBuilder builder = new ProcessBuilder(node.command())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            Redirect.to(node.data().resolve("output.log").toFile()));
            builder.environment().putAll(node.environment());
            return new LocalElasticsearch(node, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns once it answers. */
    public void awaitReady() {
        long deadline = System.currentTimeMillis() + START_MS;
        while (!node.answers()) {
            if (!launcher.isAlive() || System.currentTimeMillis() > deadline || !Processes.pause(100)) {
                close();
                throw new IllegalStateException("Elasticsearch did not start, see " + node.data());
            }
        }
    }

    public String url() {
        return node.url();
    }

    private void end() {
        launcher.destroy();
        if (!Processes.awaitEnd(launcher.toHandle(), 15, TimeUnit.SECONDS)) {
            launcher.destroyForcibly();
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
