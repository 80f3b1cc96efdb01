package dev.emporium.system.faults;

import dev.emporium.system.Eventually;
import dev.emporium.system.Http;
import dev.emporium.system.LoneService;
import dev.emporium.system.Platform;
import dev.emporium.system.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A second process of a service, at the same database and the same Kafka, with ports of its own. Not thread safe. */
final class Replica implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(150);

    private final Platform platform;
    private final Network network;
    private final String service;
    private final int number;
    private Process process;

    /** @param number tells several from each other */
    Replica(Platform platform, Network network, String service, int number) {
        this.platform = platform;
        this.network = network;
        this.service = service;
        this.number = number;
    }

    /** Unlike that of the platform's own one. */
    String name() {
        return "second-" + service;
    }

    /** Starts it unless it lives, and does not wait. */
    void start() throws IOException {
        if (process != null && process.isAlive()) {
            return;
        }
        Path log = platform.logs().resolve(name() + ".log");
        ProcessBuilder builder = new ProcessBuilder(LoneService.command(service))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment());
        process = builder.start();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(platform.environment());
        environment.put("ROOT_PATH", collection(service));
        environment.put("BIND_HOST", "127.0.0.1");
        environment.put("HTTP_PORT", Integer.toString(platform.ports().lone(number)));
        environment.put("ADMIN_PORT", Integer.toString(platform.ports().loneAdmin(number)));
        environment.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + network.via("POSTGRES") + "/" + database());
        String owner = service.replace("-service", "");
        environment.put("DATABASE_USER", owner);
        environment.put("DATABASE_PASSWORD", platform.databasePassword(owner));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + network.via("KAFKA"));
        for (String other : Platform.SERVICES) {
            String variable = Ports.variable(other);
            environment.put(variable + "_URL", "http://127.0.0.1:" + network.via(variable) + collection(other));
        }
        environment.put("JWKS_URL", environment.get("CUSTOMER_SERVICE_URL") + "/.well-known/jwks.json");
        environment.put("PAYMENT_PROVIDER_URL", "http://127.0.0.1:" + network.via("PAYMENT_PROVIDER"));
        return environment;
    }

    private String database() {
        return service.equals("order-service") ? "orders" : service.replace("-service", "");
    }

    private static String collection(String service) {
        try {
            Path values = Platform.root().resolve("k8s").resolve(service).resolve("values.yaml");
            return Files.readAllLines(values).stream()
                    .filter(line -> line.startsWith("rootPath: "))
                    .map(line -> line.substring("rootPath: ".length()))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it if need be, and waits until it serves. */
    void awaitReady() throws Exception {
        start();
        Http admin = new Http(URI.create("http://127.0.0.1:" + platform.ports().loneAdmin(number)));
        Eventually.within(START, () -> {
            start();
            int status = admin.get("/health/ready").status();
            if (status != 200) {
                throw new IOException(name() + " is not ready: " + status);
            }
        });
    }

    Http http() {
        return new Http(URI.create("http://127.0.0.1:" + platform.ports().lone(number)));
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void close() {
        if (process != null) {
            LoneService.end(process);
        }
    }
}
