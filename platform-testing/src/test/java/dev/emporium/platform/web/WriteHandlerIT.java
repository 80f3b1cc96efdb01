package dev.emporium.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that has room for the answer of one client that is slow. */
class WriteHandlerIT {
    private static final int PARTS = 100;
    private static final int SIZE = 10_000;

    private final Server server = new Server();
    private final AtomicInteger taken = new AtomicInteger();
    private ServerConnector connector;

    @BeforeEach
    void start() throws Exception {
        connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setAcceptedSendBufferSize(4096);
        server.addConnector(connector);
        server.setHandler(new WriteHandler(new InParts(), Duration.ofSeconds(60), PARTS * SIZE));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    /** Notes how many parts of the last answer were taken off its hands. */
    private final class InParts extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            taken.set(0);
            // without them it would not be collected
            response.setStatus(200);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
            write(response, callback);
            return true;
        }

        private void write(Response response, Callback callback) {
            if (taken.get() == PARTS) {
                response.write(true, null, callback);
            } else {
                response.write(
                        false,
                        ByteBuffer.allocate(SIZE),
                        Callback.from(
                                () -> {
                                    taken.incrementAndGet();
                                    write(response, callback);
                                },
                                callback::failed));
            }
        }
    }

    @Test
    void collectsAnswersAsFarAsThereIsRoom() throws Exception {
        try (Socket slow = ask()) {
            assertThat(taken).hasValue(PARTS);
            try (Socket late = ask()) {
                assertThat(taken).hasValueLessThan(PARTS);
                late.getInputStream().readAllBytes();
                assertThat(taken).hasValue(PARTS);
            }
            slow.getInputStream().readAllBytes();
        }
        int collected;
        do {
            // the server need not know yet that the slow one has it all
            try (Socket next = ask()) {
                collected = taken.get();
                next.getInputStream().readAllBytes();
            }
        } while (collected < PARTS);
    }

    /** Whose answer has begun to arrive. */
    private Socket ask() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", connector.getLocalPort()));
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes());
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }
}
