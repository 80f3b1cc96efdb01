package dev.emporium.standalone;

import dev.emporium.local.Http;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who looks at the platform: Prometheus with the rules of {@code monitoring/}, and Alertmanager with its routes; each where the
 * PATH has it, since they are nobody's artefact. They listen on this machine alone.
 */
final class Watchers {
    static final String PROMETHEUS = "prometheus";
    static final String ALERTMANAGER = "alertmanager";

    private final Settings settings;

    Watchers(Settings settings) {
        this.settings = settings;
    }

    /** Those that can run here. */
    List<Child> all() {
        List<Child> all = new ArrayList<>();
        program(ALERTMANAGER, "prometheus-alertmanager").ifPresent(program -> all.add(alertmanager(program)));
        program(PROMETHEUS).ifPresent(program -> all.add(prometheus(program)));
        return all;
    }

    private Child prometheus(Path program) {
        Path folder = settings.data().resolve(PROMETHEUS);
        Path configuration = folder.resolve("prometheus.yaml");
        return child(
                PROMETHEUS,
                settings.prometheusPort(),
                () -> write(configuration, configuration()),
                List.of(
                        program.toString(),
                        "--config.file=" + configuration,
                        // one word of its own: the process is known by it
                        "--storage.tsdb.path",
                        folder.toString(),
                        "--web.listen-address=127.0.0.1:" + settings.prometheusPort()));
    }

    private Child alertmanager(Path program) {
        Path folder = settings.data().resolve(ALERTMANAGER);
        return child(
                ALERTMANAGER,
                settings.alertmanagerPort(),
                () -> {},
                List.of(
                        program.toString(),
                        "--config.file=" + settings.home().resolve("monitoring/alertmanager.yaml"),
                        "--storage.path",
                        folder.toString(),
                        "--web.listen-address=127.0.0.1:" + settings.alertmanagerPort(),
                        // it is alone
                        "--cluster.listen-address="));
    }

    private static Child child(String name, int port, Runnable prepare, List<String> command) {
        return new Child(
                name,
                port,
                prepare,
                command,
                Map.of(),
                () -> Http.status("http://127.0.0.1:" + port + "/-/ready") == 200,
                () -> {});
    }

    /** What is quoted may have blanks in its path. */
    String configuration() {
        StringBuilder text = new StringBuilder(
                """
                global: {scrape_interval: 5s, evaluation_interval: 5s}
                rule_files: ["%s/monitoring/rules/*.yaml"]
                alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
                scrape_configs:
                """
                        .formatted(settings.home(), settings.alertmanagerPort()));
        text.append("- {job_name: gateway, static_configs: [{targets: [\"127.0.0.1:%d\"]}]}\n"
                .formatted(settings.gatewayAdminPort()));
        settings.services()
                .forEach(service -> text.append("- {job_name: %s, static_configs: [{targets: [\"127.0.0.1:%d\"]}]}\n"
                        .formatted(service.name(), settings.adminPort(service))));
        return text.toString();
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where they are, for the welcome; or how they come to be there. */
    Map<String, String> addresses() {
        return Map.of(
                PROMETHEUS,
                program(PROMETHEUS)
                        .map(program -> "http://localhost:" + settings.prometheusPort() + "/")
                        .orElse("not on the PATH (Debian: prometheus)"),
                ALERTMANAGER,
                program(ALERTMANAGER, "prometheus-alertmanager")
                        .map(program -> "http://localhost:" + settings.alertmanagerPort() + "/")
                        .orElse("not on the PATH (Debian: prometheus-alertmanager)"));
    }

    private Optional<Path> program(String... names) {
        String path = settings.environment().getOrDefault("PATH", "");
        return Stream.of(names)
                .flatMap(name -> Stream.of(path.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
