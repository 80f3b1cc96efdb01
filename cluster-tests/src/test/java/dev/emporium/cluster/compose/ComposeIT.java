package dev.emporium.cluster.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.cluster.render.Documents;
import dev.emporium.local.Processes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docker-compose.yml with a real engine: only {@code ./run_tests.sh --compose} asks for it, since it builds all images and
 * takes half an hour.
 */
class ComposeIT {
    private static final String PROJECT = "emporium-test";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MINUTES = 30;

    @TempDir
    private Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private int port;
    private int mailboxPort;

    @BeforeEach
    void provide() throws Exception {
        assumeTrue(
                "yes".equals(System.getenv("EMPORIUM_COMPOSE")),
                "Nobody has asked for Compose: ./run_tests.sh --compose");
        assumeTrue(hasEngine(), "There is no engine: docker compose version and docker info say nothing");
        port = Processes.freePort();
        mailboxPort = Processes.freePort();
        run("bash", "compose/secrets.sh", env().toString());
        Files.writeString(
                env(),
                "DEMO_ACCOUNTS=true\nGATEWAY_PORT=%d\nMAILBOX_PORT=%d\nPAYMENT_PROVIDER_PORT=%d\n"
                        .formatted(port, mailboxPort, Processes.freePort()),
                StandardOpenOption.APPEND);
    }

    @AfterEach
    void end() throws Exception {
        if (Files.exists(folder.resolve("env"))) {
            compose("--profile", "*", "down", "--volumes", "--remove-orphans");
        }
    }

    @Test
    void holdsFromTheFirstStartToTheLastDown() throws Exception {
        List<String> volumes = ask("docker", "volume", "ls", "--quiet");
        compose("--profile", "*", "config", "--quiet");
        compose("build");
        compose("up", "--detach", "--wait");
        String product = makeProduct();
        callAsTheReadmeSays();

        List<String> before = containers();
        compose("up", "--build", "--detach", "--wait");
        assertThat(containers()).as("nothing has changed").isEqualTo(before);

        try (Orders orders = new Orders(product)) {
            for (String part : parts()) {
                compose("kill", part);
                compose("up", "--detach", "--wait");
                orders.awaitMore();
            }
            compose("up", "--detach", "--wait", "--no-deps", "--force-recreate", "order-service");
            orders.awaitMore();
            orders.stop();
            orders.awaitDecisions();
        }

        compose("--profile", "*", "down", "--volumes");
        String label = "label=com.docker.compose.project=" + PROJECT;
        assertThat(ask("docker", "ps", "--all", "--quiet", "--filter", label)).isEmpty();
        assertThat(ask("docker", "network", "ls", "--quiet", "--filter", label)).isEmpty();
        assertThat(ask("docker", "volume", "ls", "--quiet")).isEqualTo(volumes);
    }

    /** Whatever goes on, without profiles: what ends by itself says how often it is tried. */
    private static List<String> parts() {
        List<String> parts = new ArrayList<>();
        Documents.read(Documents.path("docker-compose.yml"))
                .get(0)
                .path("services")
                .properties()
                .forEach(service -> {
                    if (!service.getValue().has("profiles")
                            && !service.getValue().has("restart")) {
                        parts.add(service.getKey());
                    }
                });
        assertThat(parts).contains("order-service", "payment-service", "payment-provider", "postgres", "gateway");
        return parts;
    }

    private static boolean hasEngine() throws InterruptedException {
        try {
            return new ProcessBuilder("docker", "info")
                                    .redirectErrorStream(true)
                                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                    .start()
                                    .waitFor()
                            == 0
                    && new ProcessBuilder("docker", "compose", "version")
                                    .start()
                                    .waitFor()
                            == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private Path env() {
        return folder.resolve("env");
    }

    private void compose(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("docker", "compose", "--project-name", PROJECT, "--env-file", env().toString()));
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    /** Those that run, with when they have been started. */
    private static List<String> containers() throws Exception {
        List<String> ids =
                ask("docker", "ps", "--quiet", "--no-trunc", "--filter", "label=com.docker.compose.project=" + PROJECT);
        List<String> command =
                new ArrayList<>(List.of("docker", "inspect", "--format", "{{.Name}} {{.Id}} {{.State.StartedAt}}"));
        command.addAll(ids);
        return ask(command.toArray(String[]::new));
    }

    private static List<String> ask(String... command) throws Exception {
        return run(command).lines().filter(line -> !line.isBlank()).sorted().toList();
    }

    private static String run(String... command) throws Exception {
        Path output = Files.createTempFile("compose", ".log");
        Process process = new ProcessBuilder(command)
                .directory(Documents.path("").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        String text = Files.readString(output);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + ": " + text)
                .isZero();
        return text;
    }

    private void callAsTheReadmeSays() throws Exception {
        Matcher calls = Pattern.compile("## The first calls\\s+```\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Documents.path("README.md")));
        assertThat(calls.find()).isTrue();
        String commands = calls.group(1)
                .replace("http://localhost:8080", url(""))
                .replace("http://localhost:8025", "http://localhost:" + mailboxPort);
        Path script = Files.writeString(folder.resolve("calls.sh"), "set -euo pipefail\n" + commands);

        String said = run("bash", script.toString()).replace(" ", "");

        // the customer's order, what was given back for it, and what became of the guest's
        assertThat(said)
                .contains("\"status\":\"delivered\"", "\"status\":\"refunded\"", "\"status\":\"cancelled\"")
                .contains("givenback");
    }

    private String url(String path) {
        return "http://localhost:" + port + path;
    }

    private HttpResponse<String> post(String path, String body, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private String makeProduct() throws Exception {
        String token = JSON.readTree(post(
                                "/customers/tokens",
                                "{\"grant_type\":\"password\",\"email\":\"staff@emporium.example\","
                                        + "\"password\":\"demo-staff-password\"}",
                                Map.of())
                        .body())
                .path("access_token")
                .asText();
        HttpResponse<String> made = post(
                "/products/",
                "{\"sku\":\"COMPOSE-1\",\"name\":\"Kettle\",\"price\":{\"amount\":\"9.99\",\"currency\":\"EUR\"},\"stock\":100000}",
                Map.of(
                        "Authorization",
                        "Bearer " + token,
                        "Idempotency-Key",
                        UUID.randomUUID().toString()));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return JSON.readTree(made.body()).path("product_id").asText();
    }

    /** Guests who order one after the other, whatever happens. */
    private final class Orders implements AutoCloseable {
        private final AtomicBoolean goesOn = new AtomicBoolean(true);
        private final Queue<JsonNode> accepted = new ConcurrentLinkedQueue<>();
        private final Thread thread;

        Orders(String product) {
            String body = ("{\"items\":[{\"product_id\":\"%s\",\"quantity\":1}],\"email\":\"ada@example.com\","
                            + "\"shipping_address\":{\"name\":\"Ada\",\"line1\":\"Main Street 1\",\"city\":\"London\","
                            + "\"postal_code\":\"SW1Y 4JH\",\"country\":\"GB\"},"
                            + "\"payment\":{\"method\":\"card\",\"token\":\"tok_visa\"}}")
                    .formatted(product);
            thread = new Thread(() -> {
                while (goesOn.get()) {
                    order(body);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
                }
            });
            thread.start();
        }

        /** What is refused while a part is away is tried again by the next. */
        private void order(String body) {
            try {
                HttpResponse<String> answer = post(
                        "/orders/",
                        body,
                        Map.of("Idempotency-Key", UUID.randomUUID().toString()));
                if (answer.statusCode() / 100 == 2) {
                    accepted.add(JSON.readTree(answer.body()));
                }
            } catch (Exception e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }

        void awaitMore() {
            int enough = accepted.size() + 5;
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
            while (accepted.size() < enough) {
                assertThat(System.nanoTime()).as("orders are taken again").isLessThan(deadline);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }

        void stop() throws InterruptedException {
            goesOn.set(false);
            thread.join();
        }

        /** None is lost, and none waits for ever. */
        void awaitDecisions() throws Exception {
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
            for (JsonNode order : accepted) {
                String status = "pending";
                while (status.equals("pending")) {
                    assertThat(System.nanoTime()).as(order.toString()).isLessThan(deadline);
                    HttpRequest request = HttpRequest.newBuilder(URI.create(
                                    url("/orders/" + order.path("order_id").asText())))
                            .header("Order-Token", order.path("order_token").asText())
                            .build();
                    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
                    status = answer.statusCode() == 200
                            ? JSON.readTree(answer.body()).path("status").asText()
                            : "pending";
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
                }
                assertThat(status).as(order.toString()).isIn("confirmed", "shipped");
            }
        }

        @Override
        public void close() {
            goesOn.set(false);
        }
    }
}
