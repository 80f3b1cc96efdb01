package dev.emporium.platform.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Version;
import dev.emporium.platform.example.ExampleService;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

class ShutdownIT {
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void servesWhileItDrainsThenFinishesWhatIsInFlightThenStops() throws Exception {
        TestService<ServiceConfiguration> service =
                TestService.start(ExampleService.class, TestPostgres.create(), "shutdown.drainPeriod=10s");
        ExampleService application = service.support().getApplication();
        URI notes = service.uri("/notes");
        URI readiness = service.admin("/health/ready");
        assertThat(get(service.admin("/health/live")).body())
                .isEqualTo("{\"status\":\"live\",\"version\":\"" + Version.BUILT + "\"}");
        assertThat(get(readiness).body()).isEqualTo("{\"status\":\"ready\",\"version\":\"" + Version.BUILT + "\"}");

        CompletableFuture<HttpResponse<String>> inFlight =
                http.sendAsync(request(service.uri("/notes/slow?millis=600000")), BodyHandlers.ofString());
        await(() -> application.events().contains("asked"));
        CompletableFuture<Void> closing = CompletableFuture.runAsync(service::close);

        await(() -> get(readiness).body().equals("{\"status\":\"draining\",\"version\":\"" + Version.BUILT + "\"}"));
        assertThat(get(readiness).statusCode()).isEqualTo(503);
        HttpResponse<String> during = get(notes);
        assertThat(during.statusCode()).isEqualTo(200);
        assertThat(during.headers().firstValue("Connection")).hasValue("close");

        await(() -> refuses(notes));
        assertThat(inFlight).isNotDone();
        application.hurry();
        assertThat(inFlight.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        closing.get(60, TimeUnit.SECONDS);
        assertThat(application.events()).containsExactly("asked", "answered", "stopped");
    }

    @Test
    void isAsPatientWithWhatIsUnderWayAsEver() throws Exception {
        TestService<ServiceConfiguration> service = TestService.start(ExampleService.class, TestPostgres.create());
        ExampleService application = service.support().getApplication();
        URI notes = service.uri("/notes");
        try (Socket reader = connect(service);
                Socket writer = connect(service)) {
            write(reader, "GET /notes/longer HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(reader.getInputStream().read()).isEqualTo('H');
            write(
                    writer,
                    "PUT /notes/" + UUID.randomUUID() + "/stream HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                            + "Content-Length: 200000\r\n\r\n" + "a".repeat(150_000));
            await(() -> application.events().contains("reads"));
            CompletableFuture<Void> closing = CompletableFuture.runAsync(service::close);

            await(() -> refuses(notes));
            await(() -> endPoints(service).stream().allMatch(each -> each.getIdleFor() > 2_000));
            write(writer, "a".repeat(50_000));
            assertThat(new String(writer.getInputStream().readAllBytes()))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("{\"items\":[\"200000\"],\"next\":null}");
            assertThat(reader.getInputStream().readAllBytes()).hasSizeGreaterThan(8_000_000);
            closing.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void tellsWhoseRequestIsNotCompleteYetToAskAgain() throws Exception {
        TestService<ServiceConfiguration> service = TestService.start(ExampleService.class, TestPostgres.create());
        URI notes = service.uri("/notes");
        try (Socket writer = connect(service)) {
            write(
                    writer,
                    "POST /notes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n[1,2");
            await(() -> endPoints(service).stream()
                    .anyMatch(each -> each.getConnection().getMessagesIn() == 1));
            CompletableFuture<Void> closing = CompletableFuture.runAsync(service::close);

            await(() -> refuses(notes));
            write(writer, ",3,4]");
            assertThat(new String(writer.getInputStream().readAllBytes()))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("\r\nRetry-After: 1\r\n", "\"code\":\"unavailable\"");
            closing.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void doesNotWaitForConnectionsThatNobodyUses() throws Exception {
        TestService<ServiceConfiguration> service = TestService.start(ExampleService.class, TestPostgres.create());
        try (Socket unused = connect(service);
                Socket used = connect(service)) {
            write(used, "GET /notes HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(used.getInputStream().read()).isEqualTo('H');
            // fails when it has waited for the whole of its grace
            CompletableFuture.runAsync(service::close).get(60, TimeUnit.SECONDS);
            assertThat(unused.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static Socket connect(TestService<?> service) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress("127.0.0.1", service.uri("").getPort()));
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static List<AbstractEndPoint> endPoints(TestService<?> service) {
        Server server =
                service.support().getEnvironment().getApplicationContext().getServer();
        return Arrays.stream(server.getConnectors())
                .flatMap(connector -> connector.getConnectedEndPoints().stream())
                .map(AbstractEndPoint.class::cast)
                .toList();
    }

    private static boolean refuses(URI uri) {
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            return !socket.isConnected();
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return Assertions.fail(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static HttpRequest request(URI uri) {
        return HttpRequest.newBuilder(uri).build();
    }

    private HttpResponse<String> get(URI uri) {
        return http.sendAsync(request(uri), BodyHandlers.ofString()).join();
    }
}
