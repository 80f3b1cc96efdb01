package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.local.Processes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;

/** The whole platform as processes, with services that only pretend: one for each test, each with its folder and its ports. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class StandaloneIT {

    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    private Path data;
    private Settings settings;
    private RunFolder run;

    @BeforeEach
    void layOut() throws Exception {
        Path repository = Path.of(System.getProperty("repository.root"));
        // a path as people have them, where the locale has such letters
        boolean letters = System.getProperty("sun.jnu.encoding").equals("UTF-8");
        folder = Files.createDirectory(folder.resolve(letters ? "L\u00e4den und mehr" : "Shops and more"));
        copy(repository, "emissary");
        copy(repository, "k8s/infrastructure");
        copy(repository, "logging/elasticsearch");
        copy(repository, "monitoring/rules");
        Files.copy(repository.resolve("monitoring/alertmanager.yaml"), folder.resolve("monitoring/alertmanager.yaml"));
        for (Service service : Service.all(repository)) {
            copy(repository, "k8s/" + service.name());
        }
        Path fetched = Path.of("local", "target", "elasticsearch");
        Files.createDirectories(folder.resolve(fetched).getParent());
        Files.createSymbolicLink(folder.resolve(fetched), repository.resolve(fetched));
        data = folder.resolve("data");
        Map<String, String> environment = new HashMap<>();
        for (String variable : Settings.of(folder, Map.of()).ports().keySet()) {
            environment.put(variable, Integer.toString(Processes.freePort()));
        }
        for (String variable : Settings.of(folder, Map.of()).portsOfLogs().keySet()) {
            environment.put(variable, Integer.toString(Processes.freePort()));
        }
        for (String variable : Settings.of(folder, Map.of()).portsOfIndexes().keySet()) {
            environment.put(variable, Integer.toString(Processes.freePort()));
        }
        for (String variable : Settings.of(folder, Map.of()).portsOfWatchers().keySet()) {
            environment.put(variable, Integer.toString(Processes.freePort()));
        }
        environment.put("PATH", System.getenv("PATH"));
        environment.put("EMPORIUM_DATA", data.toString());
        settings = Settings.of(folder, environment);
        run = new RunFolder(data);
        for (Service service : settings.services()) {
            jar(service.jar(folder));
        }
    }

    @AfterEach
    void stop() throws Exception {
        call("stop");
        // only a link, and not to be followed
        Files.delete(folder.resolve("local/target/elasticsearch"));
    }

    @Test
    void startsAgainWhateverDiesAndEndsWithoutATrace() throws Exception {
        String said = call("--detach");
        assertThat(said)
                .contains("300 products", "First calls", "/customers/docs/")
                .contains("staff@emporium.example", "demo-staff-password")
                .doesNotContain("\033");
        assertThat(said.lines()).allSatisfy(line -> assertThat(line.replace(data.toString(), ""))
                .hasSizeLessThanOrEqualTo(80));
        // that the machine is busy, which other tests see to, is no error of the start
        assertThat(written())
                .isNotEmpty()
                .noneMatch(line -> line.contains("ERROR") && !line.contains("controller event queue overloaded"));
        long first = pid("cart-service");

        for (String name : List.of("postgres", "kafka", "gateway", "payment-provider", "mailbox", "cart-service")) {
            kill(name);
        }
        String again = call("--detach");
        assertThat(again.lines().filter(line -> line.endsWith("ready")))
                .hasSize(6 + settings.services().size());
        assertThat(again).contains("/customers/docs/", "First calls");
        assertThat(pid("cart-service")).isNotEqualTo(first);

        assertThat(call()).contains("already runs");
        call("stop");
        assertThat(run.alive()).isEmpty();
        assertThat(call("status").lines().filter(line -> line.endsWith("stopped")))
                .hasSize(6 + settings.services().size());
    }

    @Test
    void endsWhatAKilledSupervisorHasLeftBehind() throws Exception {
        call("--detach");
        long orphan = pid("order-service");
        kill("supervisor");
        assertThat(call("status")).contains("left processes behind");

        assertThat(call("--detach"))
                .contains("Ending order-service (pid " + orphan + ")")
                .doesNotContain("300 products")
                .contains("First calls");
        assertThat(Processes.arguments(orphan)).isEmpty();
        assertThat(data.resolve("logs/cart-service.log")).content().contains("with the keys at " + settings.jwksUrl());
    }

    @Test
    void tellsThatItsSupervisorDiedMeanwhile() throws Exception {
        CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> {
            try {
                return call("--detach");
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        while (pid("kafka") == 0) {
            assertThat(said).isNotDone();
            Processes.pause(10);
        }
        kill("supervisor");

        assertThat(said.get(60, TimeUnit.SECONDS).replace('\n', ' '))
                .contains("The supervisor has ended with code 137, see " + data.resolve("logs/supervisor.log"))
                .contains("It has left processes behind: ./run.sh or ./run.sh stop ends them");
    }

    @Test
    void forgetsWhatWasWrittenWithTheRest() throws Exception {
        Path logs = Files.createDirectories(data.resolve("logs"));
        for (String name : List.of("supervisor.log", "kafka.log", "kafka.log.1", "somebody.log")) {
            Files.writeString(logs.resolve(name), "of before\n");
        }

        // however many seconds a loaded machine takes to come to it
        String first = "\\A +\\d+\\.\\d s  platform +starts, data in";
        assertThat(call("--detach", "--fresh")).containsPattern(first).contains("ready");
        assertThat(logs.resolve("supervisor.log"))
                .content()
                .containsPattern(first)
                .contains("First calls");
        assertThat(logs.resolve("somebody.log")).doesNotExist();
        assertThat(written()).isNotEmpty().doesNotContain("of before");
    }

    private List<String> written() throws IOException {
        List<String> lines = new ArrayList<>();
        try (var files = Files.newDirectoryStream(data.resolve("logs"))) {
            for (Path file : files) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    @Test
    void keepsTheLinesThatComeToItInElasticsearchEachOnce() throws Exception {
        List<Child> watchers = new Watchers(settings).all();
        assertThat(call("--detach", "--observability", "--search", "elasticsearch"))
                .contains(
                        "Elasticsearch has all products",
                        "elasticsearch",
                        "First searches",
                        "Prometheus",
                        "Alertmanager");
        assertThat(data.resolve("logs/search-rebuild.log"))
                .content()
                .contains("rebuilds the index at " + settings.elasticsearchUrl());
        assertThat(call("status").lines().filter(line -> line.endsWith("ready")))
                .hasSize(8 + settings.services().size() + watchers.size());
        if (!watchers.isEmpty()) {
            String prometheus = "http://127.0.0.1:" + settings.prometheusPort() + "/api/v1/";
            assertThat(body(prometheus + "rules")).contains("BrokerAway", "slo:burn:rate1h");
            // it finds them out once it is ready
            awaitBody(prometheus + "alertmanagers", List.of(":" + settings.alertmanagerPort() + "/"));
            awaitBody(
                    prometheus + "targets",
                    Stream.concat(settings.services().stream().map(Service::name), Stream.of("\"job\":\"gateway\""))
                            .toList());
        }
        assertThat(data.resolve("logs/cart-service.log")).content().contains("127.0.0.1:" + settings.fluentdPort());

        Map<String, String> line = Map.of(
                "@timestamp", "2026-03-01T12:00:00.000001Z",
                "event.id", "e-1",
                "service.name", "cart-service",
                "http.request.id", "r-1",
                "message", "Answered");
        forward(line, line, Map.of("@timestamp", "2026-03-01T12:00:00Z", "event.id", "e-2", "nobody.knows", "it"));

        assertThat(call("logs", "--request", "r-1"))
                .isEqualTo("2026-03-01T12:00:00.000001Z  cart-service              Answered\n");
        assertThat(call("logs", "--request", "r-2")).isEqualTo("Nothing was written for a request r-2\n");
        assertThat(data.resolve("logs/log-receiver.log")).content().contains("Refused", "nobody.knows=it");

        call("stop");
        assertThat(run.alive()).isEmpty();
        assertThat(call("status")).doesNotContain("elasticsearch");
    }

    /** As a service does, and waits until they are kept. */
    private void forward(Map<?, ?>... lines) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), settings.fluentdPort());
                MessagePacker packer = MessagePack.newDefaultPacker(socket.getOutputStream())) {
            packer.packArrayHeader(3).packString("emporium.cart-service").packArrayHeader(lines.length);
            for (Map<?, ?> line : lines) {
                packer.packArrayHeader(2).packLong(1).packMapHeader(line.size());
                for (Map.Entry<?, ?> field : line.entrySet()) {
                    packer.packString(field.getKey().toString())
                            .packString(field.getValue().toString());
                }
            }
            packer.packMapHeader(1).packString("chunk").packString("c-1");
            packer.flush();
            assertThat(socket.getInputStream().readNBytes(9)).endsWith("c-1".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void saysWhichPortIsTakenAndHowToTakeAnother() throws Exception {
        int taken = settings.gatewayPort();
        try (var socket = new java.net.ServerSocket(taken, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            assertThat(socket.isBound()).isTrue();
            assertThat(call("--detach"))
                    .contains("Port " + taken + " is in use by another program: end that, or set GATEWAY_PORT");
        }
    }

    @Test
    void runsInAFolderWithALetterOutsideAsciiWhateverTheLocale() throws Exception {
        Path target = Files.createDirectories(folder.resolve("standalone/target"));
        Path built = Path.of(System.getProperty("repository.root"), "standalone", "target");
        for (String name : List.of("standalone.jar", "lib")) {
            Files.createSymbolicLink(target.resolve(name), built.resolve(name));
        }
        for (String script : List.of("run.sh", ".mvn/tools.sh")) {
            Files.createDirectories(folder.resolve(script).getParent());
            Files.copy(Path.of(System.getProperty("repository.root"), script), folder.resolve(script));
        }
        folder.resolve("run.sh").toFile().setExecutable(true);

        String said = run(
                settings,
                List.of(
                        "bash",
                        "-c",
                        """
                home="$1/$(printf 'd\\303\\274')"
                cp -a "$0" "$home"
                unset EMPORIUM_DATA LC_ALL
                export LANG=C EMPORIUM_SKIP_BUILD=1
                "$home/run.sh" --detach && "$home/run.sh" status && "$home/run.sh" stop
                "$home/run.sh" status
                rm -rf "$home"
                """,
                        folder.toString(),
                        elsewhere.toString()));
        assertThat(said).contains("First calls", "Stopping Emporium", "Stopped.");
        assertThat(said.lines().filter(line -> line.matches(".* (\\d+|-) +ready")))
                .hasSize(6 + settings.services().size());
        assertThat(said.lines().filter(line -> line.endsWith("stopped")))
                .hasSize(6 + settings.services().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "--detach", "status", "stop", "logs", "logs --request r-1"})
    void saysInASentenceWhyItsDataCannotBeUsed(String command) throws Exception {
        Path file = Files.writeString(elsewhere.resolve("file"), "");
        for (String unusable : List.of(file.toString(), file + "/data", "/sys/emporium")) {
            Settings there = Settings.of(
                    folder,
                    Stream.concat(
                                    settings.environment().entrySet().stream().filter(variable -> !variable.getKey()
                                            .equals("EMPORIUM_DATA")),
                                    Map.of("EMPORIUM_DATA", unusable).entrySet().stream())
                            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
            String said = call(there, command.split(" "));
            assertThat(said).doesNotContain("\tat ", "Exception");
            if (command.endsWith("start") || command.endsWith("detach")) {
                assertThat(said.strip().replace('\n', ' '))
                        .contains("data folder", unusable)
                        .hasSizeLessThan(200);
            }
        }
    }

    private long pid(String name) {
        return run.read(name, 0).pid();
    }

    private void kill(String name) throws Exception {
        ProcessHandle process = ProcessHandle.of(pid(name)).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(60, TimeUnit.SECONDS);
    }

    private String call(String... arguments) throws Exception {
        return call(settings, arguments);
    }

    private String call(Settings there, String... arguments) throws Exception {
        List<String> command = Jvm.own(there, Jvm.SUPERVISOR_OPTIONS, Standalone.class, arguments);
        return run(there, command);
    }

    private String run(Settings there, List<String> command) throws Exception {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(there.environment());
        assertThat(builder.start().waitFor(300, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output);
    }

    private static void awaitBody(String address, List<String> words) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!words.stream().allMatch(body(address)::contains) && System.nanoTime() < end) {
            Processes.pause(100);
        }
        assertThat(body(address)).contains(words);
    }

    private static String body(String address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private void copy(Path repository, String name) throws IOException {
        Path target = Files.createDirectories(folder.resolve(name));
        try (var files = Files.newDirectoryStream(repository.resolve(name), "*.{yaml,json}")) {
            for (Path file : files) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
    }

    private static void jar(Path jar) throws IOException {
        Files.createDirectories(jar.getParent());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        String file = FakeService.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out, manifest);
                var bytes = FakeService.class.getClassLoader().getResourceAsStream(file)) {
            zip.putNextEntry(new JarEntry(file));
            bytes.transferTo(zip);
        }
    }
}
