package dev.emporium.logshipping.receiver;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for the forward protocol on this machine's own address and hands on what comes. A chunk is acknowledged once
 * the sink has returned; when it throws, the connection is closed and the sender comes again with the same chunk. So
 * does a sender whose acknowledgement was lost: the sink may see a chunk twice, by the same id. The sink is called by
 * one thread per connection.
 */
public final class ForwardReceiver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardReceiver.class);

    /** Takes chunks in; what it returns from is kept. */
    @FunctionalInterface
    public interface Sink {
        void accept(Chunk chunk) throws IOException;
    }

    private final ServerSocket server;
    private final Sink sink;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /** @param port 0 for any that is free */
    public ForwardReceiver(int port, Sink sink) throws IOException {
        this.server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.sink = sink;
        start("forward-receiver", this::listen);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void listen() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                connections.add(connection);
                start("forward-connection", () -> receive(connection));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void receive(Socket connection) {
        try (connection) {
            ForwardDecoder decoder = new ForwardDecoder(new BufferedInputStream(connection.getInputStream(), 1 << 16));
            for (Chunk chunk = decoder.next(); chunk != null; chunk = decoder.next()) {
                sink.accept(chunk);
                if (chunk.id() != null) {
                    acknowledge(chunk.id(), connection.getOutputStream());
                }
            }
        } catch (IOException | RuntimeException e) {
            if (!server.isClosed()) {
                LOG.warn("A sender of logs must come again: {}", e.toString());
            }
        } finally {
            connections.remove(connection);
        }
    }

    /** Says that a chunk is kept. */
    public static void acknowledge(String chunkId, OutputStream out) throws IOException {
        try (MessageBufferPacker answer = MessagePack.newDefaultBufferPacker()) {
            answer.packMapHeader(1).packString("ack").packString(chunkId);
            out.write(answer.toByteArray());
            out.flush();
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends all connections at once; what was not acknowledged comes again elsewhere. */
    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
