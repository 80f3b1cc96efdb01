package dev.emporium.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker, its own controller too, inside this JVM and on the loopback address only. A folder that was used
 * before keeps its topics and records, also after the JVM was killed; one folder serves one broker at a time. Safe for
 * use by several threads.
 */
public final class LocalKafka implements AutoCloseable {

    private static final int NODE = 1;

    private final KafkaRaftServer server;
    private final String bootstrapServers;
    private boolean closed;

    private LocalKafka(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker; clients may connect when it returns. Topics are not created by being used.
     *
     * @param dataDirectory where its data are; created when absent
     * @param port where clients connect, 0 for a free port
     * @param controllerPort where the broker meets its controller, 0 for a free port
     */
    public static LocalKafka start(Path dataDirectory, int port, int controllerPort) {
        int broker = port == 0 ? Processes.freePort() : port;
        return start(dataDirectory, broker, controllerPort, broker);
    }

    /** @param told the port that clients are sent to; another than {@code broker} where something stands between */
    static LocalKafka start(Path dataDirectory, int broker, int controllerPort, int told) {
        Path data = dataDirectory.toAbsolutePath().normalize();
        int controller = controllerPort == 0 ? Processes.freePort() : controllerPort;
        try {
            Files.createDirectories(data);
            format(data);
            KafkaRaftServer server = new KafkaRaftServer(
                    KafkaConfig.fromProps(settings(data, broker, told, controller), false), Time.SYSTEM);
            server.startup();
            return new LocalKafka(server, "127.0.0.1:" + broker);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void format(Path data) throws IOException {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        try {
            new Formatter()
                    .setNodeId(NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .addDirectory(data.toString())
                    .setMetadataLogDirectory(data.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setHasDynamicQuorum(false)
                    .setIgnoreFormatted(true)
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        } catch (Exception e) {
            throw new IOException("Kafka's folder " + data + " could not be formatted: " + e.getMessage(), e);
        }
    }

    private static Properties settings(Path data, int port, int told, int controllerPort) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(NODE),
                "controller.quorum.voters",
                NODE + "@127.0.0.1:" + controllerPort,
                "controller.listener.names",
                "CONTROLLER",
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + told,
                "inter.broker.listener.name",
                "PLAINTEXT",
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs",
                data.toString(),
                "auto.create.topics.enable",
                "false"));
        // one broker: whatever is kept in several copies in the cluster is kept in one here
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "1");
            if (!topic.startsWith("offsets")) {
                settings.put(topic + ".min.isr", "1");
            }
        }
        settings.putAll(Map.of(
                "group.initial.rebalance.delay.ms", "0",
                // after a crash the broker waits until its earlier self is given up for dead
                "broker.heartbeat.interval.ms", "500",
                "broker.session.timeout.ms", "3000",
                // the defaults are meant for a machine that does nothing else
                "log.cleaner.dedupe.buffer.size", "2097152",
                "log.segment.bytes", "16777216",
                "log.index.size.max.bytes", "1048576",
                "num.io.threads", "2",
                "num.network.threads", "2"));
        return settings;
    }

    /** What a client puts into {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * Creates the topics that the cluster's {@code KafkaTopic} objects describe, and gives those that exist already the
     * configuration that stands there. Replicas become one, as there is one broker.
     *
     * @throws IllegalStateException if the broker refuses or does not answer within a minute
     */
    public void createTopics(Path topicsYaml) {
        Topics.create(topicsYaml, bootstrapServers);
    }

    /** Stops the broker and keeps its data. May be called twice. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            server.shutdown();
            server.awaitShutdown();
        }
    }
}
