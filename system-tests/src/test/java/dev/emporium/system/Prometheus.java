package dev.emporium.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real Prometheus with the rules of {@code monitoring/} that scrapes the platform every second. */
final class Prometheus implements AutoCloseable {
    private static final int PORT = 35;
    private static final Duration START = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Process process;
    private final URI api;

    private Prometheus(Process process, URI api) {
        this.process = process;
        this.api = api;
    }

    /** The one that {@code PROMETHEUS} names or that is on the PATH; the test is skipped where there is none, unless it must not be. */
    static Prometheus watch(Platform platform) throws Exception {
        String program = Optional.ofNullable(System.getenv("PROMETHEUS")).orElse("prometheus");
        Path folder = Files.createTempDirectory(Platform.target(), "prometheus");
        new Program(folder, Map.of(), START)
                .need(
                        "There is no Prometheus on the PATH (run_tests.sh installs it where it can)",
                        program,
                        "--version");
        Path configuration = Files.writeString(folder.resolve("prometheus.yaml"), configuration(platform));
        int port = platform.ports().via(PORT);
        Process process = new ProcessBuilder(
                        program,
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        Prometheus prometheus = new Prometheus(process, URI.create("http://127.0.0.1:" + port + "/api/v1/"));
        try {
            Eventually.within(START, () -> prometheus.query("up"));
        } catch (Throwable e) {
            prometheus.close();
            throw e;
        }
        return prometheus;
    }

    private static String configuration(Platform platform) {
        StringBuilder text = new StringBuilder(
                """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ['%s/monitoring/rules/*.yaml']
                scrape_configs:
                """
                        .formatted(Platform.root()));
        text.append(job("gateway", platform.ports().gatewayAdmin()));
        for (String service : Platform.SERVICES) {
            text.append(job(service, platform.ports().admin(service)));
        }
        return text.toString();
    }

    private static String job(String name, int port) {
        return """
                  - job_name: %s
                    static_configs: [{targets: ['127.0.0.1:%d']}]
                """
                .formatted(name, port);
    }

    /** The numbers that a query gives now, without those that are none. */
    List<Double> query(String query) throws IOException, InterruptedException {
        List<Double> numbers = new ArrayList<>();
        for (JsonNode series : ask("query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .path("result")) {
            String value = series.at("/value/1").asText();
            if (!value.equals("NaN")) {
                numbers.add(value.contains("Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(value));
            }
        }
        return numbers;
    }

    /** The labels of the series that a query gives now. */
    List<JsonNode> labels(String query) throws IOException, InterruptedException {
        return ask("query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .findValues("metric");
    }

    /** The names of the alerts that fire. */
    List<String> firing() throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (JsonNode alert : ask("alerts").path("alerts")) {
            if (alert.path("state").asText().equals("firing")) {
                names.add(alert.at("/labels/alertname").asText());
            }
        }
        return names;
    }

    private JsonNode ask(String what) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(api.resolve(what)).build();
        JsonNode answer =
                Http.JSON.readTree(CLIENT.send(request, BodyHandlers.ofString()).body());
        if (!answer.path("status").asText().equals("success")) {
            throw new IllegalStateException(what + ": " + answer);
        }
        return answer.path("data");
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        process.destroyForcibly();
    }
}
