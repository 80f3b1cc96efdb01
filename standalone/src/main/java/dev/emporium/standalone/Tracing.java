package dev.emporium.standalone;

import dev.emporium.local.CannotRun;
import dev.emporium.standalone.traces.TraceReceiver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What {@code --tracing} adds: OpenTelemetry's agent in the gateway and each service, and who takes the spans in. */
final class Tracing {
    static final String RECEIVER = "trace-receiver";

    private final Settings settings;

    Tracing(Settings settings) {
        this.settings = settings;
    }

    /** Where the latest spans are. */
    static Path folder(Settings settings) {
        return settings.data().resolve("traces");
    }

    Child receiver() {
        List<String> command = Jvm.own(
                settings,
                List.of("-Xms16m", "-Xmx64m", "-XX:TieredStopAtLevel=1"),
                TraceReceiver.class,
                Integer.toString(settings.otlpPort()),
                folder(settings).toString());
        return Child.plain(
                RECEIVER, settings.otlpPort(), command, Map.of(), () -> Supervisor.listens(settings.otlpPort()));
    }

    /** Of the Java of each. */
    List<String> options() {
        Path agent = settings.home().resolve("local/target/opentelemetry/agent.jar");
        if (!Files.exists(agent)) {
            throw new CannotRun("There is no " + agent + ": " + Terminal.command("--tracing") + " fetches it");
        }
        return List.of(
                "-javaagent:" + agent,
                "-Dotel.javaagent.configuration-file=" + settings.home().resolve("images/tracing.properties"),
                // of its classes on the boot class path, which no archive knows
                "-XX:-PrintWarnings");
    }

    /** Of the process that is to be known by this name. */
    Map<String, String> environment(String name) {
        return Map.of(
                "OTEL_SERVICE_NAME",
                name,
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + settings.otlpPort(),
                // whoever looks at a terminal waits for it
                "OTEL_BSP_SCHEDULE_DELAY",
                settings.environment().getOrDefault("OTEL_BSP_SCHEDULE_DELAY", "500"));
    }
}
