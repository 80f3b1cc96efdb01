package dev.emporium.cluster.monitoring;

import static dev.emporium.cluster.monitoring.TraceStore.encoded;
import static dev.emporium.cluster.monitoring.TraceStore.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emporium.cluster.render.Commands;
import dev.emporium.local.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Jaeger with the configuration of {@code monitoring/}: the one that {@code JAEGER} names. */
class JaegerIT {
    private static final String PROGRAM = System.getenv().getOrDefault("JAEGER", "");
    private static final String CONFIGURATION =
            Alerts.HOME.resolve("jaeger.yaml").toString();

    @TempDir
    Path folder;

    private final int otlp = Processes.freePort();
    private final int query = Processes.freePort();

    @BeforeEach
    void isNamed() {
        assumeTrue(!PROGRAM.isEmpty(), "JAEGER names no Jaeger (monitoring/README.md says how one is built)");
    }

    @Test
    void theConfigurationIsValid() throws Exception {
        Commands.Result result = Commands.run(folder, PROGRAM, "validate", "--config", CONFIGURATION);
        assertThat(result.exit()).as(result.output()).isZero();
    }

    /** As the links of the dashboards and the runbook ask. */
    @Test
    void findsWhatWasSlowOfAServiceAndTheTraceOfARequest() throws Exception {
        try (TraceStore jaeger = start()) {
            jaeger.await(
                    () -> jaeger.takes(1, 5, TraceStore.ERROR) && jaeger.takes(2, 1_500, 0) && jaeger.takes(3, 5, 0));
            jaeger.await(() -> found("").size() == 3);
            assertThat(found("&minDuration=1s")).containsExactly(id(2));
            assertThat(found("&tags=" + encoded("{\"emporium.request_id\":\"request-1\"}")))
                    .containsExactly(id(1));
            assertThat(found("&tags=" + encoded("{\"error\":\"true\"}")))
                    .as("the dashboards may ask for what failed once this finds it")
                    .isEmpty();
        }
    }

    /** On other addresses, also by HTTP. */
    private TraceStore start() throws IOException {
        Path instead = Files.writeString(
                folder.resolve("instead.yaml"),
                """
                receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:%d"}, http: {endpoint: "127.0.0.1:%d"}}}}
                extensions: {jaeger_query: {http: {endpoint: "127.0.0.1:%d"}, grpc: {endpoint: "127.0.0.1:%d"}}}
                service: {telemetry: {metrics: {level: none, readers: []}}}
                """
                        .formatted(Processes.freePort(), otlp, query, Processes.freePort()));
        return new TraceStore(folder, otlp, PROGRAM, "--config", CONFIGURATION, "--config", instead.toString());
    }

    private List<String> found(String condition) throws IOException, InterruptedException {
        return TraceStore.answer("http://127.0.0.1:" + query + "/api/traces?service=gateway&limit=20" + condition)
                .path("data")
                .findValuesAsText("traceID")
                .stream()
                .distinct()
                .toList();
    }
}
