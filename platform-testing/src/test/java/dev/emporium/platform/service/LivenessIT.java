package dev.emporium.platform.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Version;
import dev.emporium.platform.Worker;
import dev.emporium.platform.example.ExampleService;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class LivenessIT {
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void asksForANewProcessWhenAThreadOfTheBackgroundDied() throws Exception {
        try (TestService<ServiceConfiguration> service =
                TestService.start(ExampleService.class, TestPostgres.create())) {
            ExampleService application = service.support().getApplication();
            Worker worker = new Worker(
                    "doomed",
                    self -> {
                        throw new OutOfMemoryError("unable to create native thread");
                    },
                    () -> {});
            application.workers().add(worker);
            assertThat(get(service.admin("/health/live")).statusCode()).isEqualTo(200);
            worker.start();
            while (!worker.isDead()) {
                LockSupport.parkNanos(5_000_000);
            }
            HttpResponse<String> dead = get(service.admin("/health/live"));
            assertThat(dead.statusCode()).isEqualTo(503);
            assertThat(dead.body()).isEqualTo("{\"status\":\"worker_dead\",\"version\":\"" + Version.BUILT + "\"}");
        }
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
