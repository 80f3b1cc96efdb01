package dev.emporium.standalone;

import dev.emporium.local.CannotRun;
import dev.emporium.local.Http;
import dev.emporium.local.LocalKafka;
import dev.emporium.local.LocalPostgres;
import dev.emporium.local.PostgresCluster;
import dev.emporium.local.Processes;
import dev.emporium.local.ProgramCache;
import dev.emporium.local.Unprivileged;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Lets services live a short life as in their images, with a real PostgreSQL and a real Kafka, so that Java can archive
 * the classes that they load: each migrates, starts, answers and is told to end. What it needs and cannot find, such as
 * a module that the run-time lacks, ends the rehearsal.
 */
public final class Rehearsal {

    private static final String ARCHIVE = "service.jsa";
    private static final int SECONDS = 120;
    private static final int AT_ONCE = 2;
    /** Any will do, and any database. */
    private static final String ROOT_PATH = "/rehearsal";

    private final Path java;
    private final LocalPostgres postgres;
    private final LocalKafka kafka;

    private Rehearsal(Path java, LocalPostgres postgres, LocalKafka kafka) {
        this.java = java;
        this.postgres = postgres;
        this.kafka = kafka;
    }

    /**
     * The Java program, then for each service {@code NAME=FOLDER}, where {@code service.jar} is and the archive is made. To
     * be run where the repository is.
     */
    public static void main(String[] arguments) throws Exception {
        Path data = Files.createTempDirectory("rehearsal-");
        // where root may not be root, PostgreSQL runs as nobody and must get here
        Unprivileged.own(data);
        try (LocalPostgres postgres = LocalPostgres.start(data.resolve("postgres"), 0, false);
                LocalKafka kafka = LocalKafka.start(data.resolve("kafka"), 0, 0)) {
            kafka.createTopics(Path.of("k8s/infrastructure/kafka-topics.yaml"));
            Rehearsal rehearsal = new Rehearsal(Path.of(arguments[0]).toAbsolutePath(), postgres, kafka);
            rehearsal.of(List.of(arguments).subList(1, arguments.length));
        } finally {
            ProgramCache.deleteRecursively(data);
        }
    }

    /** Several at once, since each of them starts and ends on one processor. */
    private void of(List<String> services) throws InterruptedException, ExecutionException {
        ExecutorService stage = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Callable<Void>> lives = services.stream()
                    .map(argument -> argument.split("=", 2))
                    .<Callable<Void>>map(service -> () -> {
                        of(service[0], Path.of(service[1]));
                        return null;
                    })
                    .toList();
            for (Future<Void> life : stage.invokeAll(lives)) {
                life.get();
            }
        } finally {
            stage.shutdownNow();
        }
    }

    private void of(String service, Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(ARCHIVE));
        int port = Processes.freePort();
        int adminPort = Processes.freePort();
        ProcessBuilder builder = new ProcessBuilder(
                        java.toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:ArchiveClassesAtExit=" + ARCHIVE,
                        "-Xlog:cds=error",
                        "-jar",
                        "service.jar",
                        "up")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.INHERIT);
        builder.environment().putAll(environment(port, adminPort));
        Process process = builder.start();
        try {
            awaitReady(process, "http://127.0.0.1:" + adminPort);
            String api = "http://127.0.0.1:" + port + ROOT_PATH;
            for (String path : List.of("/", "/openapi.json", "/docs/", "/nothing-of-this-name")) {
                Http.status(api + path);
            }
            Http.status("http://127.0.0.1:" + adminPort + "/metrics");
        } finally {
            process.destroy();
            Processes.await(process, SECONDS);
        }
        if (!Files.exists(folder.resolve(ARCHIVE))) {
            throw new CannotRun(service + " has left no " + ARCHIVE);
        }
    }

    private Map<String, String> environment(int port, int adminPort) {
        return Map.of(
                "ROOT_PATH", ROOT_PATH,
                "BIND_HOST", "127.0.0.1",
                "HTTP_PORT", Integer.toString(port),
                "ADMIN_PORT", Integer.toString(adminPort),
                "DATABASE_URL", postgres.jdbcUrl("rehearsal" + port),
                "DATABASE_USER", PostgresCluster.USER,
                "DATABASE_PASSWORD", "",
                "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "KEY_ENCRYPTION_KEY", Base64.getEncoder().encodeToString(new byte[32]));
    }

    private static void awaitReady(Process process, String admin) {
        long deadline = System.nanoTime() + SECONDS * 1_000_000_000L;
        while (Http.status(admin + "/health/ready") != 200) {
            if (!process.isAlive() || System.nanoTime() > deadline || !Processes.pause(50)) {
                throw new CannotRun("The service did not become ready, see above");
            }
        }
    }
}
