package dev.emporium.platform.testing;

import dev.emporium.local.LocalKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real broker with the cluster's topics: one per JVM, started when first asked for and gone with the JVM. */
public final class TestKafka {
    private TestKafka() {}

    public static String bootstrapServers() {
        return Broker.SHARED.bootstrapServers();
    }

    /** A broker of the test's own, to be stopped and started. */
    public static LocalKafka start(Path data, int port, int controllerPort) {
        LocalKafka broker = LocalKafka.start(data, port, controllerPort);
        broker.createTopics(
                Path.of(System.getProperty("repository.root", ".."), "k8s", "infrastructure", "kafka-topics.yaml"));
        return broker;
    }

    /** A folder for data of the test, below the module's {@code target}. */
    public static Path folder(String name) {
        try {
            Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
            return Files.createTempDirectory(target, name + "-").resolve("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Broker {
        static final LocalKafka SHARED = start(folder("kafka"), 0, 0);
    }
}
