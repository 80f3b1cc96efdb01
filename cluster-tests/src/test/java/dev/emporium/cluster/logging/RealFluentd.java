package dev.emporium.cluster.logging;

import dev.emporium.cluster.render.Documents;
import dev.emporium.local.Processes;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/**
 * A real Fluentd with the configuration of {@code logging/}, in which addresses, folders and pauses alone are others: the one
 * that {@code FLUENTD} names, or that is on the PATH and has the plugins.
 */
final class RealFluentd implements AutoCloseable {
    private static final long START_SECONDS = 180;

    private final Path folder;
    private final Process process;
    private final int forward;

    private RealFluentd(Path folder, Process process, int forward) {
        this.folder = folder;
        this.process = process;
        this.forward = forward;
    }

    /** Where there is one. */
    static Optional<String> program() throws IOException, InterruptedException {
        String named = System.getenv("FLUENTD");
        if (named != null && !named.isEmpty()) {
            return Optional.of(named);
        }
        try {
            Path folder = Files.createTempDirectory("fluentd");
            configure(folder, 9200, 24224, 24231);
            ProcessBuilder builder = builder("fluentd", folder, "--dry-run")
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD);
            return builder.start().waitFor() == 0 ? Optional.of("fluentd") : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Starts one and returns once it listens.
     *
     * @param folder its pods' files in {@code var/log/pods}, its positions and buffers in {@code state}
     */
    static RealFluentd start(String program, Path folder, int elasticsearch) throws Exception {
        int forward = Processes.freePort();
        configure(folder, elasticsearch, forward, Processes.freePort());
        Process process = builder(program, folder)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(folder.resolve("output.log").toFile()))
                .start();
        RealFluentd fluentd = new RealFluentd(folder, process, forward);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!fluentd.listens()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                fluentd.close();
                throw new IllegalStateException("Fluentd does not start: " + fluentd.output());
            }
            process.waitFor(200, TimeUnit.MILLISECONDS);
        }
        return fluentd;
    }

    private static ProcessBuilder builder(String program, Path folder, String... options) {
        ProcessBuilder builder = new ProcessBuilder(
                program, "--config", folder.resolve("fluent.conf").toString());
        builder.command().addAll(List.of(options));
        builder.environment()
                .putAll(Map.of(
                        "ELASTICSEARCH_SCHEME", "http",
                        "ELASTICSEARCH_HOST", "127.0.0.1",
                        "FLUENTD_PASSWORD", "unused",
                        "SERVICES_NAMESPACE", "emporium"));
        return builder;
    }

    private static void configure(Path folder, int elasticsearch, int forward, int metrics) throws IOException {
        Files.createDirectories(folder.resolve("state"));
        for (String name : List.of("fluent.conf", "elasticsearch.conf", "buffer.conf")) {
            String text = Files.readString(Documents.path("logging/fluentd", name))
                    .replace("/var/log/pods", folder.resolve("var/log/pods").toString())
                    .replace("/var/lib/fluentd", folder.resolve("state").toString())
                    .replace("bind 0.0.0.0", "bind 127.0.0.1")
                    .replace("port 9200", "port " + elasticsearch)
                    .replace("port 24224", "port " + forward)
                    .replace("port 24231", "port " + metrics)
                    .replace("refresh_interval 15", "refresh_interval 1")
                    .replace("flush_interval 5s", "flush_interval 1s")
                    .replace("retry_max_interval 30s", "retry_max_interval 2s");
            Files.writeString(folder.resolve(name), text);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket("127.0.0.1", forward)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String output() throws IOException {
        return Files.readString(folder.resolve("output.log"));
    }

    void send(FluentdCases.Sent sent) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", forward);
                MessageBufferPacker message = MessagePack.newDefaultBufferPacker();
                OutputStream out = socket.getOutputStream()) {
            message.packArrayHeader(3);
            message.packRawStringHeader(sent.tag().length).writePayload(sent.tag());
            message.packLong(sent.seconds()).packMapHeader(sent.line().size());
            for (Map.Entry<String, Object> field : sent.line().entrySet()) {
                message.packString(field.getKey());
                if (field.getValue() instanceof byte[] bytes) {
                    message.packRawStringHeader(bytes.length).writePayload(bytes);
                } else if (field.getValue() instanceof Double number) {
                    message.packDouble(number);
                } else {
                    message.packString((String) field.getValue());
                }
            }
            out.write(message.toByteArray());
        }
    }

    /** As a pod ends: what waits on disk stays there. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
