package dev.emporium.system.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A TCP proxy between whoever is told of a port and who listens behind it, which can be hurt and heals. Thread safe; each
 * connection has two threads of its own.
 */
final class Wire implements AutoCloseable {
    /** What can happen to it. */
    enum Harm {
        /** Everything takes longer. */
        DELAY,
        /** All connections break, and there are no new ones. */
        CUT,
        /** There are no new connections. */
        REFUSE,
        /** All connections say that there is nothing more to come from who opened them. */
        HALF_CLOSE,
        /** Nothing gets to who listens, until it heals. */
        HOLD_REQUESTS,
        /** Nothing comes back, until it heals. */
        HOLD_ANSWERS,
        /** Nothing comes back, and then all connections break. */
        LOSE_ANSWERS
    }

    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();
    private static final int DELAY_MS = 150;
    private static final int CONNECT_MS = 2_000;
    private static final int BUFFER = 1 << 14;

    private final int port;
    private final int target;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private ServerSocket listener;
    private Thread acceptor;
    private Harm harm;

    /** @param target the port that it leads to */
    Wire(int port, int target) {
        this.port = port;
        this.target = target;
        listen();
    }

    private synchronized void listen() {
        if (listener != null) {
            return;
        }
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(LOCAL, port), 200);
            ServerSocket own = listener;
            acceptor = start(() -> accept(own));
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port, e);
        }
    }

    /** The kernel goes on taking connections until the thread that waits for one has noticed that the socket is closed. */
    private synchronized void refuse() {
        if (listener != null) {
            closeQuietly(listener);
            listener = null;
            try {
                acceptor.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** From now on, until it is healed. */
    void harm(Harm kind) {
        synchronized (this) {
            harm = kind;
        }
        if (kind == Harm.CUT || kind == Harm.REFUSE) {
            refuse();
        }
        if (kind == Harm.CUT) {
            connections.forEach(Connection::breakOff);
        }
        if (kind == Harm.HALF_CLOSE) {
            connections.forEach(Connection::endRequests);
        }
    }

    void heal() {
        Harm had;
        synchronized (this) {
            had = harm;
            harm = null;
            notifyAll();
        }
        if (had == Harm.LOSE_ANSWERS || had == Harm.HALF_CLOSE) {
            connections.forEach(Connection::breakOff);
        }
        listen();
    }

    private void accept(ServerSocket own) {
        while (!own.isClosed()) {
            try {
                Socket client = own.accept();
                start(() -> connect(client));
            } catch (IOException e) {
                // closed, or who knocked has gone
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        try {
            server.connect(new InetSocketAddress(LOCAL, target), CONNECT_MS);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Connection connection = new Connection(client, server);
            connections.add(connection);
            if (isCut()) {
                // it came before the cut, which may not have met it
                connection.breakOff();
            }
            start(() -> connection.carry(client, server, true));
            connection.carry(server, client, false);
        } catch (IOException e) {
            closeQuietly(client);
            closeQuietly(server);
        }
    }

    private synchronized boolean isCut() {
        return harm == Harm.CUT;
    }

    /** Waits until what was read may go on; false when it never may. */
    private boolean lets(boolean request) throws InterruptedException {
        synchronized (this) {
            boolean lost = false;
            while (isHeld(request)) {
                lost = harm == Harm.LOSE_ANSWERS;
                wait();
            }
            if (lost) {
                return false;
            }
            if (harm != Harm.DELAY) {
                return true;
            }
        }
        TimeUnit.MILLISECONDS.sleep(DELAY_MS);
        return true;
    }

    private boolean isHeld(boolean request) {
        return request ? harm == Harm.HOLD_REQUESTS : harm == Harm.HOLD_ANSWERS || harm == Harm.LOSE_ANSWERS;
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(null, work, "wire", 1 << 17);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void closeQuietly(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            // it is not open any more
        }
    }

    @Override
    public void close() {
        refuse();
        connections.forEach(Connection::breakOff);
    }

    /** Two sockets, and what is carried from each to the other. */
    private final class Connection {
        private final Socket client;
        private final Socket server;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void carry(Socket from, Socket to, boolean request) {
            byte[] buffer = new byte[BUFFER];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    if (!lets(request)) {
                        breakOff();
                        return;
                    }
                    out.write(buffer, 0, length);
                }
                to.shutdownOutput();
                if (from.isOutputShutdown()) {
                    end();
                }
            } catch (IOException | InterruptedException e) {
                breakOff();
            }
        }

        void endRequests() {
            try {
                server.shutdownOutput();
            } catch (IOException e) {
                breakOff();
            }
        }

        /** By a reset on both sides. */
        void breakOff() {
            try {
                client.setSoLinger(true, 0);
                server.setSoLinger(true, 0);
            } catch (SocketException e) {
                // closed already
            }
            end();
        }

        private void end() {
            connections.remove(this);
            closeQuietly(client);
            closeQuietly(server);
        }
    }
}
