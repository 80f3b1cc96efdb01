package dev.emporium.logshipping;

import dev.emporium.logshipping.receiver.Chunk;
import dev.emporium.logshipping.receiver.ForwardDecoder;
import dev.emporium.logshipping.receiver.ForwardReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Fluentd on a bad day: what it does with a connection is said beforehand, one by one; after that it is well. */
final class UnreliableFluentd implements AutoCloseable {
    /** What becomes of a connection. */
    enum Mood {
        WELL,
        /** Closes in the middle of a chunk. */
        CUT,
        /** Keeps a chunk and closes without a word: the sender cannot know. */
        FORGETS_TO_ANSWER,
        /** Says that it will never say anything, and goes on reading. */
        HALF_CLOSED,
        /** Takes nothing, says nothing, stays. */
        HANGS,
        /** Answers in its own time, and has enough of it then. */
        SLOW,
        ACKNOWLEDGES_ANOTHER,
        TALKS_NONSENSE
    }

    private final ServerSocket server;
    private final Queue<Mood> moods = new ConcurrentLinkedQueue<>();
    private final Queue<Chunk> kept = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
    private volatile Mood last = Mood.WELL;

    UnreliableFluentd(int port, Mood... moods) throws IOException {
        server = new ServerSocket();
        Awaited.await(() -> isBound(port));
        this.moods.addAll(List.of(moods));
        daemon(this::listen);
    }

    /** A port that was free may be that of somebody's connection for a moment, also of one that found nobody but itself. */
    private boolean isBound(int port) {
        try {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** After all that was said beforehand. */
    void becomes(Mood mood) {
        last = mood;
    }

    int moodsLeft() {
        return moods.size();
    }

    List<Chunk> kept() {
        return List.copyOf(kept);
    }

    /** As whoever stores them by id would have them. */
    List<String> messages() {
        Set<Object> ids = new HashSet<>();
        return kept.stream()
                .flatMap(chunk -> chunk.entries().stream())
                .map(Chunk.Entry::record)
                .filter(line -> line.get("log.logger").equals("dev.emporium.example.Thing"))
                .filter(line -> ids.add(line.get("event.id")))
                .map(line -> line.get("message").toString())
                .toList();
    }

    private void listen() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                connections.add(connection);
                Mood mood = moods.isEmpty() ? last : moods.remove();
                daemon(() -> serve(connection, mood));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(Socket connection, Mood mood) {
        try (connection) {
            InputStream in = connection.getInputStream();
            switch (mood) {
                case CUT -> in.readNBytes(100);
                case HANGS -> untilClosed(connection);
                case HALF_CLOSED -> {
                    connection.shutdownOutput();
                    in.transferTo(OutputStream.nullOutputStream());
                }
                case TALKS_NONSENSE -> {
                    new ForwardDecoder(in).next();
                    connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
                }
                default -> converse(connection, mood);
            }
        } catch (IOException e) {
            // the sender comes again
        }
    }

    private void converse(Socket connection, Mood mood) throws IOException {
        ForwardDecoder decoder = new ForwardDecoder(connection.getInputStream());
        for (Chunk chunk = decoder.next(); chunk != null; chunk = decoder.next()) {
            kept.add(chunk);
            if (mood == Mood.FORGETS_TO_ANSWER) {
                return;
            }
            if (mood == Mood.SLOW) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
            ForwardReceiver.acknowledge(
                    mood == Mood.ACKNOWLEDGES_ANOTHER ? "another" : chunk.id(), connection.getOutputStream());
            if (mood == Mood.SLOW) {
                return;
            }
        }
    }

    private static void untilClosed(Socket connection) {
        while (!connection.isClosed()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "unreliable-fluentd");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
