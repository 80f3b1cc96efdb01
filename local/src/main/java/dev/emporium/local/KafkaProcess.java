package dev.emporium.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The broker's process: {@code KafkaProcess <data> <port> <controller port> <topics file> <ready file> <told port>}. The
 * last is where clients are sent to: the port itself, unless something stands between.
 */
public final class KafkaProcess {

    private KafkaProcess() {}

    /** Starts the broker, makes its topics, then writes its pid into the ready file and runs until told to end. */
    public static void main(String[] arguments) throws Exception {
        try {
            LocalKafka kafka = LocalKafka.start(
                    Path.of(arguments[0]),
                    Integer.parseInt(arguments[1]),
                    Integer.parseInt(arguments[2]),
                    Integer.parseInt(arguments[5]));
            Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
            kafka.createTopics(Path.of(arguments[3]));
            Files.writeString(
                    Path.of(arguments[4]), Long.toString(ProcessHandle.current().pid()));
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            // the broker's threads would live on, and nobody would start it again
            System.exit(1);
        }
        Thread.currentThread().join();
    }
}
