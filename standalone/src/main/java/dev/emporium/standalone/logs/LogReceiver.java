package dev.emporium.standalone.logs;

import dev.emporium.logshipping.receiver.Chunk;
import dev.emporium.logshipping.receiver.ForwardReceiver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands where Fluentd stands in the cluster: {@code LogReceiver <port> <URL of Elasticsearch> <fields file>}. */
public final class LogReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(LogReceiver.class);
    private static final String NAMESPACE = "local";
    private static final long POLL_MS = 200;

    private LogReceiver() {}

    /** Sets the index up, then takes lines until told to end; what it has acknowledged is kept. */
    public static void main(String[] arguments) throws Exception {
        LogIndex index = new LogIndex(arguments[1]);
        while (!index.isThere()) {
            Thread.sleep(POLL_MS);
        }
        index.setUp(Path.of(arguments[2]));
        try (ForwardReceiver receiver =
                new ForwardReceiver(Integer.parseInt(arguments[0]), chunk -> keep(index, chunk))) {
            LOG.info("takes lines on port {}", receiver.port());
            Thread.currentThread().join();
        }
    }

    private static void keep(LogIndex index, Chunk chunk) throws IOException {
        List<Map<String, Object>> documents = chunk.entries().stream()
                .map(entry -> LogIndex.document(entry.record(), NAMESPACE))
                .toList();
        index.store(documents)
                .refused()
                .forEach(refused -> LOG.error("Refused, {}: {}", refused.reason(), refused.document()));
    }
}
