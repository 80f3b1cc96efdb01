package dev.emporium.platform.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.Platform;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.testing.Wait;
import io.dropwizard.core.setup.Environment;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Against another service that answers as it likes. */
class RemoteServiceIT {
    @RegisterExtension
    static final OpenTelemetryExtension RECORDED = OpenTelemetryExtension.create();

    private static final String TRACEPARENT = "00-11111111111111111111111111111111-2222222222222222-01";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private ServerSocket server;

    private interface Behaviour {
        void serve(Socket socket) throws IOException, InterruptedException;
    }

    private RemoteService other(Behaviour behaviour) throws IOException {
        server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        threads.execute(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    sockets.add(socket);
                    threads.submit(() -> {
                        behaviour.serve(socket);
                        return null;
                    });
                } catch (IOException e) {
                    // closed: the test is over
                }
            }
        });
        Platform platform =
                new Platform("test-service", null, new Environment("test"), null, null, new PrometheusRegistry());
        return new RemoteService(
                "other-service", URI.create("http://127.0.0.1:" + server.getLocalPort() + "/things"), platform);
    }

    @AfterEach
    void close() throws IOException {
        end.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }

    /**
     * Has so many call at once. Beside each somebody waits for as long as is promised and calls nobody: by as much as the
     * last of them wakes up late, a machine that has much else to do may keep a caller.
     */
    private void assertNobodyWaitsLong(RemoteService other, int number) throws Exception {
        List<Future<Duration>> calls = new ArrayList<>();
        List<Future<Duration>> others = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        for (int i = 0; i < number; i++) {
            calls.add(threads.submit(() -> {
                start.await();
                long began = System.nanoTime();
                try {
                    other.get(path -> path, Map.class);
                } catch (RemoteServiceException e) {
                    assertThat(e)
                            .hasMessageStartingWith("other-service gave no answer")
                            .hasMessageNotContaining("null");
                    return since(began);
                }
                throw new AssertionError("it was answered");
            }));
            others.add(threads.submit(() -> {
                start.await();
                long began = System.nanoTime();
                end.await(RemoteService.PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
                return since(began);
            }));
        }
        start.countDown();
        Duration late = Duration.ZERO;
        for (Future<Duration> each : others) {
            Duration by = each.get().minus(RemoteService.PATIENCE);
            late = by.compareTo(late) > 0 ? by : late;
        }
        Duration bound = RemoteService.PATIENCE.plus(late.multipliedBy(2)).plusMillis(500);
        for (Future<Duration> call : calls) {
            assertThat(call.get()).isLessThan(bound);
        }
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    void nobodyWaitsLongForAServiceThatHangs() throws Exception {
        RemoteService other = other(socket -> end.await());
        assertNobodyWaitsLong(other, 1);
        assertNobodyWaitsLong(other, 300);
    }

    @Test
    void norForOneThatAnswersDropByDrop() throws Exception {
        RemoteService other = other(socket -> {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
                    .getBytes(StandardCharsets.US_ASCII));
            while (!end.await(500, TimeUnit.MILLISECONDS)) {
                out.write(' ');
                out.flush();
            }
        });
        assertNobodyWaitsLong(other, 100);
    }

    /** A loaded machine may take longer over one of the answers than it is waited for: then all ask again. */
    @Test
    void allGetTheirAnswerFromOneThatIsWell() throws Throwable {
        RemoteService other = other(socket -> {
            try (socket) {
                socket.getInputStream().read(new byte[4096]);
                socket.getOutputStream()
                        .write(
                                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                                        .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Wait.until(() -> {
            List<Future<Optional<?>>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                answers.add(threads.submit(() -> other.get(path -> path, Map.class)));
            }
            assertThat(answers).allSatisfy(answer -> assertThat(answer).succeedsWithin(Duration.ofMinutes(1)));
        });
    }

    @Test
    void whatIsAsItWasIsNotReadAgain() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        RemoteService other = other(socket -> {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String tag = "";
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                tag = line.toLowerCase(Locale.ROOT).startsWith("if-none-match:")
                        ? line.substring(14).strip()
                        : tag;
            }
            asked.add(tag);
            String answer =
                    switch (tag) {
                        case "\"one\"" -> "304 Not Modified\r\nETag: \"one\"\r\nConnection: close\r\n\r\n";
                        case "" ->
                            "200 OK\r\nETag: \"one\"\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 7\r\nConnection: close\r\n\r\n{\"a\":1}";
                        default -> "404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                    };
            socket.getOutputStream().write(("HTTP/1.1 " + answer).getBytes(StandardCharsets.US_ASCII));
            socket.close();
        });
        assertThat(other.getIfChanged(path -> path, null, Map.class))
                .contains(new RemoteService.Tagged<>("\"one\"", Map.of("a", 1)));
        assertThat(other.getIfChanged(path -> path, "\"one\"", Map.class)).isEmpty();
        assertThat(asked).containsExactly("", "\"one\"");
        assertThatThrownBy(() -> other.getIfChanged(path -> path, "\"gone\"", Map.class))
                .isInstanceOf(RemoteServiceException.class);
    }

    /** Whatever else stands in its place, such as a proxy that does not know it yet, does not know what there is. */
    @Test
    void thatSomethingIsNotThereTheServiceItselfSays() throws Exception {
        AtomicReference<String> type = new AtomicReference<>("application/problem+json");
        RemoteService other = other(socket -> {
            socket.getInputStream().read(new byte[4096]);
            String head = "HTTP/1.1 404 Not Found\r\nContent-Type: " + type.get()
                    + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.close();
        });
        assertThat(other.get(path -> path, Map.class)).isEmpty();
        for (String foreign : List.of("text/html", "application/json")) {
            type.set(foreign);
            assertThatThrownBy(() -> other.get(path -> path, Map.class)).isInstanceOf(RemoteServiceException.class);
        }
    }

    /** By the names that OpenTelemetry's conventions give what an HTTP client must say, the address apart. */
    @Test
    void aSpanSaysWhatWasAskedOfWhomAndWhatWasAnswered() throws Exception {
        AtomicReference<String> answer = new AtomicReference<>(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
        RemoteService other = other(socket -> {
            socket.getInputStream().read(new byte[4096]);
            socket.getOutputStream().write(answer.get().getBytes(StandardCharsets.US_ASCII));
            socket.close();
        });
        RequestContext.Scope outer = RequestContext.open("request-1", TRACEPARENT);
        try {
            assertThat(other.get(path -> path, Map.class)).isPresent();
            other.post(Map.of(), Map.class);
            answer.set("");
            assertThatThrownBy(() -> other.get(path -> path, Map.class)).isInstanceOf(RemoteServiceException.class);
        } finally {
            outer.close();
        }
        assertThat(RECORDED.getSpans()).hasSize(4).allSatisfy(span -> assertThat(
                        span.getAttributes().asMap())
                .containsEntry(AttributeKey.stringKey("server.address"), "127.0.0.1")
                .containsEntry(AttributeKey.longKey("server.port"), (long) server.getLocalPort()));
        assertThat(RECORDED.getSpans())
                .extracting(span -> span.getAttributes().get(AttributeKey.stringKey("http.request.method")))
                .containsExactly("GET", "POST", "GET", "GET");
        assertThat(RECORDED.getSpans())
                .extracting(span -> span.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
                .containsExactly(200L, 200L, null, null);
    }
}
