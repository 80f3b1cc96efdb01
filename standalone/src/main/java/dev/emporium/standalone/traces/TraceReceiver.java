package dev.emporium.standalone.traces;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands where the collector stands in the cluster, for services of this machine: OTLP by HTTP, as protobuf.
 * {@code TraceReceiver <port> <folder>}.
 */
public final class TraceReceiver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TraceReceiver.class);
    private static final int LARGEST = 8 << 20;

    private final HttpServer server;
    private final TraceFiles files;

    /** @param port 0 for any */
    TraceReceiver(int port, TraceFiles files) throws IOException {
        this.files = files;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        // one after the other, by the server's own thread
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    public static void main(String[] arguments) throws Exception {
        try (TraceReceiver receiver =
                new TraceReceiver(Integer.parseInt(arguments[0]), new TraceFiles(Path.of(arguments[1])))) {
            LOG.info("takes spans on port {}", receiver.port());
            Thread.currentThread().join();
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(keep(exchange), -1);
        } catch (RuntimeException e) {
            LOG.error("Spans could not be taken", e);
        }
    }

    private int keep(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST + 1);
        if (body.length > LARGEST) {
            return 413;
        }
        try {
            files.add(RecordedSpan.of(ExportTraceServiceRequest.parseFrom(body)));
            return 200;
        } catch (InvalidProtocolBufferException e) {
            return 400;
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
