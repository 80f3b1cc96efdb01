package dev.emporium.platform.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Version;
import dev.emporium.platform.example.ExampleService;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;
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
