package dev.emporium.cluster.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Services;
import dev.emporium.local.LocalPostgres;
import dev.emporium.local.Processes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The services as built, run as their pods are: with their arguments and variables. */
class PodIT {
    private static final String SERVICE = "product-service";

    @TempDir
    Path folder;

    /** All at the same time, as each is a JVM that starts. */
    @Test
    void everyServiceAcceptsTheVariablesThatItIsGiven() throws Exception {
        Map<String, Process> checks = new TreeMap<>();
        for (String service : Services.names()) {
            checks.put(service, run(service, List.of("check"), variables(service)));
        }

        for (String service : checks.keySet()) {
            assertThat(exitCode(checks.get(service)))
                    .as("%s: %s", service, log())
                    .isZero();
        }
    }

    @Test
    void noticesAVariableThatIsWrong() throws Exception {
        Map<String, String> variables = variables(SERVICE);
        variables.put("DRAIN_PERIOD", "a while");

        assertThat(exitCode(run(SERVICE, List.of("check"), variables))).isNotZero();
    }

    @Test
    void migratesAndThenAnswersItsProbesAndIsMeasured() throws Exception {
        Cluster cluster = new Cluster(Services.render(SERVICE, "production"));
        JsonNode container = container(cluster, "Rollout", SERVICE);
        Map<String, String> variables = variables(SERVICE);
        variables.put("HTTP_PORT", Integer.toString(Processes.freePort()));
        variables.put("ADMIN_PORT", Integer.toString(Processes.freePort()));
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("data"), 0, false)) {
            variables.put("DATABASE_URL", postgres.jdbcUrl("product"));
            variables.put("DATABASE_USER", "postgres");
            Process migration = run(SERVICE, arguments(container(cluster, "Job", SERVICE + "-migration")), variables);
            assertThat(exitCode(migration)).as(log()).isZero();
            Process server = run(SERVICE, arguments(container), variables);
            try {
                for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                    String path = container.at("/" + probe + "/httpGet/path").asText();
                    assertThat(answer(server, variables.get("ADMIN_PORT"), path).statusCode())
                            .as("%s: %s", path, log())
                            .isEqualTo(200);
                }
                answer(server, variables.get("HTTP_PORT"), variables.get("ROOT_PATH") + "/categories");
                String path = cluster.find("ServiceMonitor", SERVICE)
                        .orElseThrow()
                        .at("/spec/endpoints/0/path")
                        .asText();
                assertThat(answer(server, variables.get("ADMIN_PORT"), path).body())
                        .contains(
                                "http_server_request_duration_seconds_bucket{",
                                "http_server_request_duration_seconds_count{",
                                "status=\"200\"");
            } finally {
                server.destroyForcibly();
            }
        }
    }

    /** Of the ConfigMap, and of the store of secrets one that is as good as any. */
    private static Map<String, String> variables(String service) {
        Cluster cluster = new Cluster(Services.render(service, "production"));
        Map<String, String> variables = new HashMap<>(
                Cluster.strings(cluster.find("ConfigMap", service).orElseThrow().path("data")));
        cluster.find("ExternalSecret", service).ifPresent(secret -> Cluster.each(secret.at("/spec/data"))
                .forEach(one -> variables.put(one.path("secretKey").asText(), "a-secret-of-the-pod")));
        return variables;
    }

    private static JsonNode container(Cluster cluster, String kind, String name) {
        return cluster.find(kind, name).orElseThrow().at("/spec/template/spec/containers/0");
    }

    private static List<String> arguments(JsonNode container) {
        return Cluster.each(container.path("args")).map(JsonNode::asText).toList();
    }

    private Process run(String service, List<String> arguments, Map<String, String> variables) throws IOException {
        Path jar = Documents.path(service, "target", service + ".jar");
        assertThat(jar).as("build the services first").exists();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // a fifth of a start, see the root pom
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote",
                "-jar",
                jar.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        builder.environment().putAll(variables);
        return builder.start();
    }

    private static int exitCode(Process process) throws InterruptedException {
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    /** Asks like the kubelet: again and again until the process answers, or is gone. */
    private static HttpResponse<String> answer(Process process, String port, String path) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        for (int attempt = 0; ; attempt++) {
            try {
                HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
                if (response.statusCode() == 200 || attempt > 1_200) {
                    return response;
                }
            } catch (IOException e) {
                if (attempt > 1_200) {
                    throw e;
                }
            }
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("it has ended with " + process.exitValue());
            }
        }
    }

    private String log() throws IOException {
        Path log = folder.resolve("log");
        return Files.exists(log) ? Files.readString(log) : "";
    }
}
