package dev.emporium.cluster.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emporium.cluster.render.Documents;
import dev.emporium.local.LocalKafka;
import dev.emporium.local.LocalPostgres;
import dev.emporium.local.Processes;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The Dockerfile built to its end by an engine, and what comes out started: only {@code ./run_tests.sh --image} asks for
 * it, since Maven builds everything once more. {@link ImageIT} goes the same way without an engine.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuiltImageIT {
    private static final int MINUTES = 30;
    /** As the script says that there is none. */
    private static final int NO_ENGINE = 3;

    private static final String SERVICE = "customer-service";
    private static final String TAG = "emporium-test/" + SERVICE;
    private static final String SIMULATORS = "emporium-test/simulators";

    private final Path folder = Documents.path("cluster-tests", "target", "built-image");
    private boolean isBuilt;

    @BeforeAll
    void build() throws Exception {
        assumeTrue("yes".equals(System.getenv("EMPORIUM_IMAGE")), "no image is built: ./run_tests.sh --image does");
        Files.createDirectories(folder);
        int exit = engine("bases", "bases").waitFor();
        assumeTrue(exit != NO_ENGINE, said("bases"));
        assertThat(exit).as(said("bases")).isZero();
        isBuilt = true;
        run(
                "build",
                TAG,
                "--build-arg",
                "SERVICE=" + SERVICE,
                "--build-arg",
                "VERSION=1.2.3",
                "--build-arg",
                "REVISION=abc");
    }

    @AfterAll
    void remove() throws Exception {
        if (isBuilt) {
            run("remove", TAG, SIMULATORS);
        }
    }

    @Test
    void saysWhatItIs() throws Exception {
        assertThat(run("labels", TAG).lines())
                .contains(
                        "org.opencontainers.image.title " + SERVICE,
                        "org.opencontainers.image.version 1.2.3",
                        "org.opencontainers.image.revision abc");
    }

    @Test
    void asksForAServiceThatIsThere() throws Exception {
        assertThat(engine("misspelt", "build", "emporium-test/misspelt", "--build-arg", "SERVICE=customer")
                        .waitFor())
                .isNotZero();
        assertThat(said("misspelt")).contains("There is no service 'customer'");
    }

    /** With an archive that does not fit what is in the image, Java would refuse to start. */
    @Test
    void startsFromItsArchiveAndStopsInTime() throws Exception {
        int port = Processes.freePort();
        int adminPort = Processes.freePort();
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("postgres"), 0, false);
                LocalKafka kafka = LocalKafka.start(folder.resolve("kafka"), 0, 0)) {
            kafka.createTopics(Documents.path("k8s/infrastructure/kafka-topics.yaml"));
            Map<String, String> environment = Running.environment(SERVICE, port, adminPort, postgres, kafka);
            environment.put("JAVA_TOOL_OPTIONS", "-Xshare:on");
            Process process = start(TAG, environment, "up");
            try (Running running = new Running(SERVICE, process, port, adminPort, System.nanoTime())) {
                running.awaitReadiness();

                askToStop(process);
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).as(said("start")).isEqualTo(128 + 15);
            }
        }
    }

    @Test
    void hasTheSimulatorsToo() throws Exception {
        run("build", SIMULATORS, "--target", "simulators");
        int port = Processes.freePort();
        Map<String, String> environment = new TreeMap<>(
                Map.of("PAYMENT_PROVIDER_PORT", Integer.toString(port), "PAYMENT_PROVIDER_FOLDER", "/data"));

        Process process = start(SIMULATORS, environment, "dev.emporium.simulators.PaymentProviderSimulator");
        try (Running running = new Running("simulators", process, port, port, System.nanoTime())) {
            running.awaitAnswer("/health");
        } finally {
            askToStop(process);
        }
    }

    /** Docker passes the signal on, and buildah does not. */
    private static void askToStop(Process process) {
        List<ProcessHandle> started = process.descendants()
                .filter(one -> one.info().command().orElse("").endsWith("/java"))
                .toList();
        if (started.isEmpty()) {
            process.destroy();
        }
        started.forEach(ProcessHandle::destroy);
    }

    private Process start(String tag, Map<String, String> environment, String command) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("start", tag));
        environment.forEach((name, value) -> arguments.addAll(List.of("--env", name + "=" + value)));
        arguments.addAll(List.of("--", command));
        return engine("start", arguments.toArray(String[]::new));
    }

    private String run(String... arguments) throws Exception {
        Process process = engine(arguments[0], arguments);
        assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said(arguments[0])).isZero();
        return said(arguments[0]);
    }

    private Process engine(String log, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Documents.path("cluster-tests/engine.sh").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(folder.resolve(log + ".log").toFile()))
                .start();
    }

    private String said(String log) throws Exception {
        return Files.readString(folder.resolve(log + ".log"));
    }
}
