package dev.emporium.cluster.monitoring;

import static dev.emporium.cluster.monitoring.TraceStore.encoded;
import static dev.emporium.cluster.monitoring.TraceStore.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Commands;
import dev.emporium.local.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Tempo with the configuration of {@code monitoring/}: the one that {@code TEMPO} names. */
class TempoIT {
    private static final String PROGRAM = System.getenv().getOrDefault("TEMPO", "");
    private static final Path CONFIGURATION = Alerts.HOME.resolve("tempo.yaml");

    @TempDir
    Path folder;

    private final int otlp = Processes.freePort();
    private final int query = Processes.freePort();

    @BeforeEach
    void isNamed() {
        assumeTrue(!PROGRAM.isEmpty(), "TEMPO names no Tempo (monitoring/README.md says how one is built)");
    }

    @Test
    void theConfigurationIsValid() throws Exception {
        Commands.Result result = Commands.run(folder, PROGRAM, "-config.file=" + CONFIGURATION, "-config.verify=true");
        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output()).doesNotContain("level=warn");
    }

    /** As the links of the dashboards and the runbook ask. */
    @Test
    void findsWhatFailedAndWhatWasSlowOfAServiceAndTheTraceOfARequest() throws Exception {
        try (TraceStore tempo = start()) {
            tempo.await(() -> tempo.takes(1, 5, TraceStore.ERROR) && tempo.takes(2, 1_500, 0) && tempo.takes(3, 5, 0));
            tempo.await(() -> found("{}").size() == 3);
            assertThat(found("{ resource.service.name = \"gateway\" && status = error }"))
                    .containsExactly(id(1));
            assertThat(found("{ resource.service.name = \"gateway\" && kind = server && duration > 1s }"))
                    .containsExactly(id(2));
            assertThat(found("{ span.emporium.request_id = \"request-3\" }")).containsExactly(id(3));
            JsonNode whole = TraceStore.answer("http://127.0.0.1:" + query + "/api/traces/" + id(3));
            assertThat(whole.findValuesAsText("stringValue")).contains("request-3");
        }
    }

    /** On other addresses and in another folder, also by HTTP. */
    private TraceStore start() throws IOException {
        String configuration = Files.readString(CONFIGURATION)
                .replace(
                        "http_listen_port: 3200",
                        "http_listen_address: 127.0.0.1\n  http_listen_port: " + query
                                + "\n  grpc_listen_address: 127.0.0.1\n  grpc_listen_port: " + Processes.freePort())
                .replace("grpc: {endpoint: \"0.0.0.0:4317\"}", "http: {endpoint: \"127.0.0.1:" + otlp + "\"}")
                .replace("/var/tempo", folder.toString());
        Path instead = Files.writeString(folder.resolve("tempo.yaml"), configuration);
        return new TraceStore(folder, otlp, PROGRAM, "-config.file=" + instead);
    }

    private List<String> found(String question) throws IOException, InterruptedException {
        return TraceStore.answer("http://127.0.0.1:" + query + "/api/search?limit=20&q=" + encoded(question))
                .path("traces")
                .findValuesAsText("traceID");
    }
}
