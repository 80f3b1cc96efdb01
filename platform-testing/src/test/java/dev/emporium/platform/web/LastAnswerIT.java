package dev.emporium.platform.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.RootPath;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** A server that is told to stop while somebody takes an answer. */
class LastAnswerIT {
    private static final int SIZE = 8 << 20;

    /** What is given at once is none of the requests that Jetty's handler counts: the connector waits for its connection. */
    @Test
    void whoTakesWhatWasAtHandSlowlyHasItAllBeforeTheServerStops() throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setAcceptedSendBufferSize(4096);
        server.addConnector(connector);
        server.setStopTimeout(30_000);
        ReadyAnswers answers = new ReadyAnswers(
                RootPath.of("", "things"),
                "/things",
                (below, query) -> Optional.of(new ReadyAnswer(new byte[SIZE], "\"1\"")));
        answers.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                return false;
            }
        });
        server.setHandler(new ReadyFirst(
                new WriteHandler(new GracefulHandler(answers), Duration.ofSeconds(30)), List.of(answers)));
        server.start();
        CompletableFuture<Void> stop = null;
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress("127.0.0.1", connector.getLocalPort()));
            slow.getOutputStream().write("GET /things HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
            assertThat(slow.getInputStream().read()).isEqualTo('H');
            stop = CompletableFuture.runAsync(() -> {
                try {
                    server.stop();
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            });
            while (connector.isOpen()) {
                Thread.onSpinWait();
            }
            assertThat(stop).isNotDone();
            assertThat(slow.getInputStream().readNBytes(SIZE)).hasSize(SIZE);
        } finally {
            server.stop();
        }
        stop.get(60, TimeUnit.SECONDS);
    }
}
