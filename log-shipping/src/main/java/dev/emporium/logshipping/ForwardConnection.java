package dev.emporium.logshipping;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A connection on which every step has its time: the other end may take nothing, say nothing, or be half gone, and none
 * of it lasts. A blocking socket has no such limit for writing. Used by one thread; interrupting it ends a wait.
 */
final class ForwardConnection implements AutoCloseable {
    private static final int LONGEST_ANSWER = 1_024;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    private ForwardConnection(SocketChannel channel, Selector selector) throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.key = channel.register(selector, 0);
    }

    static ForwardConnection open(String host, int port, Duration limit) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException(host);
        }
        SocketChannel channel = SocketChannel.open();
        Selector selector = Selector.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            ForwardConnection connection = new ForwardConnection(channel, selector);
            if (!channel.connect(address)) {
                long deadline = System.nanoTime() + limit.toNanos();
                do {
                    connection.await(SelectionKey.OP_CONNECT, deadline);
                } while (!channel.finishConnect());
            }
            return connection;
        } catch (IOException | RuntimeException e) {
            selector.close();
            channel.close();
            throw e;
        }
    }

    /** Returns once the other end has acknowledged the chunk. */
    void send(ByteBuffer[] message, String chunkId, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (message[message.length - 1].hasRemaining()) {
            if (channel.write(message) == 0) {
                await(SelectionKey.OP_WRITE, deadline);
            }
        }
        ByteBuffer answer = ByteBuffer.allocate(LONGEST_ANSWER);
        String acknowledged = null;
        while (acknowledged == null) {
            await(SelectionKey.OP_READ, deadline);
            if (channel.read(answer) < 0 || !answer.hasRemaining()) {
                throw new EOFException("no acknowledgement");
            }
            acknowledged = ForwardMessage.acknowledged(answer.duplicate().flip());
        }
        if (!acknowledged.equals(chunkId)) {
            throw new IOException("another chunk was acknowledged");
        }
    }

    private void await(int operation, long deadline) throws IOException {
        key.interestOps(operation);
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0 || Thread.currentThread().isInterrupted()) {
            throw new SocketTimeoutException("no time left");
        }
        selector.select(millis);
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
