package dev.emporium.platform.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Leads to a port of this machine. What connections carry can be lost without a word to either end, as after a failover
 * behind an address that stays, or where a firewall has forgotten them. Thread safe.
 */
public final class Line implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Set<Socket> dead = ConcurrentHashMap.newKeySet();
    private volatile boolean silent;
    private volatile boolean hasLost;

    public Line(int target) throws IOException {
        start(() -> {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                List<Socket> both = List.of(client, server);
                sockets.addAll(both);
                if (silent) {
                    dead.addAll(both);
                }
                start(() -> carry(client, server));
                start(() -> carry(server, client));
            }
        });
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** For good, on the connections that there are and on those that come until {@link #speak()}. */
    public void silence() {
        silent = true;
        dead.addAll(sockets);
    }

    /** On new connections. */
    public void speak() {
        silent = false;
    }

    /** Whether anything was said that nobody has heard. */
    public boolean hasLost() {
        return hasLost;
    }

    private void carry(Socket from, Socket to) throws IOException {
        byte[] buffer = new byte[8192];
        int length = from.getInputStream().read(buffer);
        while (length >= 0) {
            if (dead.contains(from)) {
                hasLost = true;
            } else {
                to.getOutputStream().write(buffer, 0, length);
            }
            length = from.getInputStream().read(buffer);
        }
        if (!dead.contains(from)) {
            to.close();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // one of the ends has closed it
                    }
                },
                "line");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
