package dev.emporium.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** An Envoy on this machine with a configuration that is meant for containers: other ports, the same everything else. */
final class LocalEnvoy implements AutoCloseable {

    static final String ABSENT = "there is no Envoy: name one in ENVOY or have it on the PATH (run_tests.sh does it)";

    private final Process process;
    private final int port;
    private final int adminPort;

    private LocalEnvoy(Process process, int port, int adminPort) {
        this.process = process;
        this.port = port;
        this.adminPort = adminPort;
    }

    /** The one that ENVOY names or that is on the PATH, or null. */
    static Path binary() {
        String named = System.getenv().getOrDefault("ENVOY", "");
        Stream<Path> places = named.isEmpty()
                ? Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, "envoy"))
                : Stream.of(Path.of(named));
        return places.filter(Files::isExecutable).findFirst().orElse(null);
    }

    /**
     * @param services where each service listens on this machine
     */
    static LocalEnvoy start(Path configuration, Path folder, Map<String, Integer> services) throws IOException {
        int port = freePort();
        int adminPort = freePort();
        String text = Files.readString(configuration)
                .replace(" timeout: 5s", " timeout: 3s")
                .replace("idle_timeout: 20s", "idle_timeout: 4.5s")
                .replace("request_timeout: 20s", "request_timeout: 4.5s")
                .replace("address: 0.0.0.0, port_value: 8080", "address: 127.0.0.1, port_value: " + port)
                .replace("address: 0.0.0.0, port_value: 9000", "address: 127.0.0.1, port_value: " + adminPort)
                .replace("9901", Integer.toString(freePort()));
        for (Map.Entry<String, Integer> service : services.entrySet()) {
            text = text.replaceAll(
                    "address: " + service.getKey() + ", port_value: \\d+",
                    "address: 127.0.0.1, port_value: " + service.getValue());
        }
        return start(Files.writeString(folder.resolve("envoy.yaml"), text), port, adminPort);
    }

    /** @param port at which the configuration has it listen */
    static LocalEnvoy start(Path local, int port) throws IOException {
        return start(local, port, 0);
    }

    private static LocalEnvoy start(Path local, int port, int adminPort) throws IOException {
        Process process = new ProcessBuilder(
                        binary().toString(), "--disable-hot-restart", "--concurrency", "1", "-c", local.toString())
                .redirectErrorStream(true)
                .start();
        awaitStart(process);
        awaitListening(process, port);
        return new LocalEnvoy(process, port, adminPort);
    }

    private static void awaitStart(Process process) throws IOException {
        StringBuilder log = new StringBuilder();
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            log.append(line).append('\n');
            if (line.contains("starting main dispatch loop")) {
                drain(output);
                return;
            }
        }
        throw new IllegalStateException("Envoy does not start:\n" + log);
    }

    /** It says that it starts before it listens. */
    private static void awaitListening(Process process, int port) {
        while (process.isAlive()) {
            try {
                new Socket("127.0.0.1", port).close();
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    /** A full pipe would stop it. */
    private static void drain(BufferedReader output) {
        Thread thread = new Thread(() -> {
            try {
                output.transferTo(Writer.nullWriter());
            } catch (IOException e) {
                // it has ended
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Below those that the system gives to whoever connects: it is still free when Envoy comes to listen there. */
    static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(24_001, 32_768);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // somebody's: another one
            }
        }
    }

    int port() {
        return port;
    }

    /** Where its metrics are. */
    int adminPort() {
        return adminPort;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
