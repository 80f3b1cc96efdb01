package dev.emporium.platform.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.RootPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server of which three requests may wait at a time, and one more for its turn. */
class ReadyFirstIT {
    private static final int WAITING = 3;
    private static final int TURN = 1;
    /** For connections, and for what they read. */
    private static final int OWN = 2;

    private final Server server = new Server(
            new QueuedThreadPool(WAITING + OWN, WAITING + OWN, 60_000, 0, new ArrayBlockingQueue<>(TURN), null));
    private final CountDownLatch waiting = new CountDownLatch(WAITING);
    private final CountDownLatch end = new CountDownLatch(1);
    private ServerConnector connector;

    @BeforeEach
    void start() throws Exception {
        connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ReadyAnswers answers = new ReadyAnswers(
                RootPath.of("", "things"),
                "/things/{thing_id}",
                (below, query) -> below.equals("ready")
                        ? Optional.of(new ReadyAnswer("{}".getBytes(UTF_8), "\"1\""))
                        : Optional.empty());
        answers.setHandler(new Slow());
        server.setHandler(new ReadyFirst(answers, List.of(answers)));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        end.countDown();
        server.stop();
    }

    private final class Slow extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            String path = Request.getPathInContext(request);
            if (path.equals("/things/nothing")) {
                return false;
            }
            if (path.equals("/things/failure")) {
                throw new IllegalStateException("wrong");
            }
            waiting.countDown();
            end.await();
            callback.succeeded();
            return true;
        }
    }

    /** A connection that is open before anybody waits: to open one is a task of those threads, too. */
    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", connector.getLocalPort());
        assertThat(ask(socket, "ready")).isEqualTo("HTTP/1.1 200 OK");
        return socket;
    }

    private static String ask(Socket socket, String thing) throws IOException {
        send(socket, thing);
        BufferedReader answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        String status = answer.readLine();
        String line;
        do {
            line = answer.readLine();
        } while (line != null && !line.isEmpty());
        return status;
    }

    private static void send(Socket socket, String thing) throws IOException {
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(("HEAD /things/" + thing + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(US_ASCII));
    }

    private void occupy() throws Exception {
        for (int i = 0; i < WAITING; i++) {
            send(connect(), "slow");
        }
        waiting.await();
    }

    @Test
    void whatIsAtHandWaitsForNobody() throws Exception {
        try (Socket quick = connect()) {
            occupy();
            assertThat(ask(quick, "ready")).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void whoeverFindsNoPlaceIsToldSo() throws Exception {
        try (Socket late = connect()) {
            occupy();
            server.getThreadPool().execute(() -> {});
            assertThat(ask(late, "slow")).startsWith("HTTP/1.1 503");
        }
    }

    @Test
    void whatNobodyHandlesAndWhatFailsIsAnswered() throws Exception {
        try (Socket nobody = connect();
                Socket failing = connect()) {
            assertThat(ask(nobody, "nothing")).startsWith("HTTP/1.1 404");
            assertThat(ask(failing, "failure")).startsWith("HTTP/1.1 500");
        }
    }
}
