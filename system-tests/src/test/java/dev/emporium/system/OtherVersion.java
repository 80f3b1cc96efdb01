package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The present version of the services and of the gateway beside a platform of an older one: on the same databases and
 * Kafka, with what the older ones were configured with, and ports of their own.
 */
final class OtherVersion implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(120);
    private static final int MIGRATION_SECONDS = 120;

    private final Platform older;
    private final Path olderHome;
    private final Path logs;
    private final Map<String, Process> processes = new TreeMap<>();

    /** @param olderHome where the older version was built */
    OtherVersion(Platform older, Path olderHome, Path logs) {
        this.older = older;
        this.olderHome = olderHome;
        this.logs = logs;
    }

    /** Brings the databases up to the present version's schema, under the feet of the older one. */
    void migrate() throws Exception {
        for (String service : Platform.SERVICES) {
            List<String> command = command(service);
            command.remove(command.size() - 1);
            command.addAll(List.of("db", "migrate"));
            Process migration = start(service, command, service + "-migration.log");
            assertThat(migration.waitFor(MIGRATION_SECONDS, TimeUnit.SECONDS))
                    .as("the migration of " + service + " ends")
                    .isTrue();
            assertThat(migration.exitValue()).as("the migration of " + service).isZero();
        }
    }

    /** Starts them all and waits until they may be sent requests. */
    void start() throws Exception {
        for (String service : Platform.SERVICES) {
            List<String> command = command(service);
            command.set(command.size() - 1, "server");
            processes.put(service, start(service, command, service + ".log"));
        }
        processes.put("gateway", start("gateway", command("gateway"), "gateway.log"));
        for (String service : Platform.SERVICES) {
            Http admin = new Http(local(older.ports().loneAdmin(Platform.SERVICES.indexOf(service))));
            Eventually.within(START, () -> {
                assertThat(processes.get(service).isAlive())
                        .as(service + " lives")
                        .isTrue();
                assertThat(admin.get("/health/ready").text("version")).isEqualTo(Platform.version());
                assertThat(admin.get("/health/ready").status()).isEqualTo(200);
            });
        }
        Eventually.within(START, () -> assertThat(
                        new Http(gateway()).get("/products/?limit=1").status())
                .isEqualTo(200));
    }

    URI gateway() {
        return local(older.ports().lone(Platform.SERVICES.size()));
    }

    /** How many messages took effect by a service of this version. */
    long applied(String service) throws IOException {
        try (Stream<String> lines = Files.lines(logs.resolve(service + ".log"))) {
            return lines.filter(line -> line.contains("message-applied")).count();
        }
    }

    private static URI local(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** A service's is the present one; the gateway's is that of the older version's process, with the present jar. */
    private List<String> command(String name) throws IOException {
        if (Platform.SERVICES.contains(name)) {
            return new ArrayList<>(LoneService.command(name));
        }
        return new ArrayList<>(read(name, "cmdline")
                .map(word -> word.replace(olderHome.toString(), Platform.root().toString()))
                .toList());
    }

    private Process start(String name, List<String> command, String log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve(log).toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        read(name, "environ").map(line -> line.split("=", 2)).forEach(line -> environment.put(line[0], line[1]));
        environment.putAll(ports(name));
        return builder.start();
    }

    private Map<String, String> ports(String name) {
        Map<String, String> ports = new HashMap<>();
        if (name.equals("gateway")) {
            ports.put("GATEWAY_PORT", Integer.toString(gateway().getPort()));
            // any that is free
            ports.put("GATEWAY_ADMIN_PORT", "0");
            for (int i = 0; i < Platform.SERVICES.size(); i++) {
                ports.put(
                        Ports.variable(Platform.SERVICES.get(i)) + "_PORT",
                        Integer.toString(older.ports().lone(i)));
            }
        } else {
            int number = Platform.SERVICES.indexOf(name);
            ports.put("HTTP_PORT", Integer.toString(older.ports().lone(number)));
            ports.put("ADMIN_PORT", Integer.toString(older.ports().loneAdmin(number)));
        }
        return ports;
    }

    private Stream<String> read(String name, String what) throws IOException {
        String file = Files.readString(
                Path.of("/proc", Long.toString(older.process(name).pid()), what));
        return Arrays.stream(file.split("\0"));
    }

    /** Ends them; they may be started again. */
    void stop() {
        processes.values().forEach(Process::destroy);
        processes.values().forEach(LoneService::end);
        processes.clear();
    }

    @Override
    public void close() {
        stop();
    }
}
