package dev.emporium.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/**
 * A service down to the bytes: every request, as it came, is kept, and answered with what the function says, also as it
 * stands. An empty answer closes the connection, null leaves the request unanswered.
 */
final class TinyUpstream implements AutoCloseable {

    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Request-Id: theirs\r\n\r\nok";

    private final ServerSocket server;
    private final Function<String, String> answer;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    private Thread acceptor;

    private TinyUpstream(ServerSocket server, Function<String, String> answer) {
        this.server = server;
        this.answer = answer;
    }

    static TinyUpstream answering(int port, Function<String, String> answer) throws IOException {
        TinyUpstream upstream =
                new TinyUpstream(new ServerSocket(port, 1024, InetAddress.getByName("127.0.0.1")), answer);
        upstream.acceptor = daemon(upstream::accept);
        return upstream;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    int port() {
        return server.getLocalPort();
    }

    BlockingQueue<String> requests() {
        return requests;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                String request = Message.read(in).text();
                requests.add(request);
                String bytes = answer.apply(request);
                if (bytes == null) {
                    in.read();
                    return;
                }
                if (bytes.isEmpty()) {
                    return;
                }
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            // the other side has gone
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            // only when nobody waits there any more is the port free again
            acceptor.join(10_000);
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
