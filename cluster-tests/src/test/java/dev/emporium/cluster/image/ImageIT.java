package dev.emporium.cluster.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Services;
import dev.emporium.local.LocalKafka;
import dev.emporium.local.LocalPostgres;
import dev.emporium.local.Processes;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code docker build} does, without Docker: the same scripts make the run-time, the layers and the archives, and
 * each service is started from them as the Dockerfile says.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "an image is for Linux")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageIT {
    private static final int USER = 65532;
    private static final long MB = 1_000_000;
    /** That of gcr.io/distroless/base-nossl-debian12, which cannot be looked at here: generously guessed. */
    private static final long BASE_MB = 25;
    /** Tools within a library that no service calls, and annotations that only a compiler reads. */
    private static final Set<String> NOT_NEEDED = Set.of("java.compiler", "jdk.attach", "jdk.jdi");

    private final Path folder = Documents.path("cluster-tests", "target", "image");
    private final Path java = folder.resolve("java/bin/java");
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> sizes = new TreeMap<>();
    private LocalPostgres postgres;
    private LocalKafka kafka;

    private static List<String> all() throws IOException {
        try (Stream<Path> folders = Files.list(Documents.path(""))) {
            return folders.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith("-service"))
                    .sorted()
                    .toList();
        }
    }

    /** Those whose archives are made and which are started: all, or those that {@code EMPORIUM_IMAGES} names. */
    static List<String> services() throws IOException {
        String some = System.getenv("EMPORIUM_IMAGES");
        return some == null ? all() : List.of(some.split(","));
    }

    @BeforeAll
    void build() throws Exception {
        for (String service : all()) {
            assumeTrue(
                    Files.exists(Documents.path(service, "target", service + ".jar")),
                    service + " is not packaged, so there is nothing to build an image from");
        }
        Files.createDirectories(folder);
        run(command(Documents.path("images/runtime.sh").toString(), folder.resolve("java")), "runtime", Map.of());
        List<Object> layers = new ArrayList<>(List.of(folder.resolve("layers")));
        layers.addAll(all());
        run(command(Documents.path("images/layers.sh").toString(), layers.toArray()), "layers", Map.of());
        List<Object> archives = new ArrayList<>(List.of(folder.resolve("java")));
        services().forEach(service -> archives.add(service + "=" + layers(service)));
        run(command(Documents.path("images/archive.sh").toString(), archives.toArray()), "archives", Map.of());
        for (String service : services()) {
            assemble(service);
        }
        postgres = LocalPostgres.start(folder.resolve("postgres"), 0, false);
        kafka = LocalKafka.start(folder.resolve("kafka"), 0, 0);
        kafka.createTopics(Documents.path("k8s/infrastructure/kafka-topics.yaml"));
    }

    @AfterAll
    void end() throws Exception {
        if (kafka != null) {
            kafka.close();
            postgres.close();
        }
        System.out.printf("| service | Java | libraries | application | archive | with a base of %d |%n", BASE_MB);
        sizes.values().forEach(System.out::println);
        // half a gigabyte; what the programs have said stays
        for (String large : List.of("java", "layers", "apps", "touched", "libraries", "postgres", "kafka")) {
            remove(folder.resolve(large));
        }
    }

    /** Also what is read-only, as an image is: only root may take that away as it stands. */
    private void remove(Path path) throws Exception {
        if (Files.exists(path)) {
            run(command("chmod", "-R", "u+w", path), "clean", Map.of());
            run(command("rm", "-r", path), "clean", Map.of());
        }
    }

    /** The folder of the image's last stage: its copies, in their order, into the working directory. */
    private void assemble(String service) throws Exception {
        Path app = app(service);
        remove(app);
        Files.createDirectories(app);
        for (String layer : List.of("dependencies", "application", "archive")) {
            assertThat(dockerfile().image().all("COPY")).anySatisfy(copy -> assertThat(copy.arguments())
                    .isEqualTo(
                            "--from=" + (layer.equals("archive") ? layer : "layers") + " /service/" + layer + " ./"));
            // as COPY does, with the times of the files
            run(command("cp", "-al", layers(service).resolve(layer) + "/.", app), "assemble", Map.of());
        }
        run(command("chmod", "-R", "a-w,a+rX", app), "assemble", Map.of());
    }

    @ParameterizedTest
    @MethodSource("services")
    void isSmall(String service) throws IOException {
        long runtime = size(folder.resolve("java"));
        long libraries = size(layers(service).resolve("dependencies"));
        long application = size(layers(service).resolve("application"));
        long archive = size(layers(service).resolve("archive"));
        long sum = BASE_MB * MB + runtime + libraries + application + archive;
        sizes.put(
                service,
                String.format(
                        "| %s | %.1f | %.1f | %.1f | %.1f | %.0f MB |",
                        service, runtime / 1e6, libraries / 1e6, application / 1e6, archive / 1e6, sum / 1e6));

        assertThat(sum).isLessThan(300 * MB);
    }

    /** Its own classes and the platform's, and no library: less than a hundredth of an image. */
    @ParameterizedTest
    @MethodSource("all")
    void aCommitPushesLittle(String service) throws IOException {
        assertThat(size(layers(service).resolve("application"))).isLessThan(2 * MB);
    }

    @ParameterizedTest
    @MethodSource("services")
    void startsUnprivilegedFromItsArchiveAndStopsInTime(String service) throws Exception {
        List<String> options = List.of("-Xshare:on", "-Xlog:class+load");
        Map<Path, FileTime> before = files(app(service));
        try (Running running = start(service, options)) {
            assertThat(healthCheck(running)).isZero();
            assertThat(loadedFromArchive(log(service))).isGreaterThan(0.9);
            if (service.equals("customer-service")) {
                signIn(running);
            }

            long stop = System.nanoTime();
            assertThat(running.stop()).isEqualTo(128 + 15);
            System.out.printf(
                    "%s: %s, ended after %d ms, %.1f %% of its classes from the archive%n",
                    service,
                    running.effort(),
                    (System.nanoTime() - stop) / 1_000_000,
                    100 * loadedFromArchive(log(service)));
            assertThat(healthCheck(running)).isEqualTo(1);
        }
        assertThat(files(app(service))).isEqualTo(before);
    }

    /** Java 17 ends where it has a class in the archive that its jar has for later Javas alone, and somebody looks at classes. */
    @Test
    void startsWithAnAgentByTheOptionsOfTheCluster() throws Exception {
        String options = tracing().replaceFirst("-javaagent:\\S+", "-javaagent:" + agent());
        try (Running running = start("order-service", List.of(), options)) {
            System.out.printf("order-service: with an agent %s%n", running.effort());
        }
    }

    private static String tracing() {
        JsonNode container = new Cluster(Services.render("order-service", "production"))
                .find("Rollout", "order-service")
                .orElseThrow()
                .at("/spec/template/spec/containers/0");
        return Cluster.each(container.path("env"))
                .filter(variable -> variable.path("name").asText().equals("JAVA_TOOL_OPTIONS"))
                .findFirst()
                .orElseThrow()
                .path("value")
                .asText();
    }

    private Path agent() throws IOException {
        Path agent = folder.resolve("agent.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", LooksAtClasses.class.getName());
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(agent), manifest)) {
            for (Class<?> type : List.of(LooksAtClasses.class, LooksAtClasses.Nothing.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new ZipEntry(name));
                jar.write(LooksAtClasses.class
                        .getClassLoader()
                        .getResourceAsStream(name)
                        .readAllBytes());
            }
        }
        return agent;
    }

    @Test
    void joinsItsConsumerGroupWithoutAnArchiveToo() throws Exception {
        String withoutArchive = "-XX:SharedArchiveFile=" + folder.resolve("java/lib/server/classes.jsa");
        try (Running running = start("order-service", List.of(withoutArchive));
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            running.await(() -> hasMembers(admin, "order-service"));
            System.out.printf("order-service: without its archive %s%n", running.effort());
        }
    }

    /** A group is not there before its first member is. */
    private static boolean hasMembers(Admin admin, String group) throws Exception {
        try {
            return !admin.describeConsumerGroups(List.of(group))
                    .all()
                    .get()
                    .get(group)
                    .members()
                    .isEmpty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return false;
            }
            throw e;
        }
    }

    @Test
    void refusesAnArchiveOfOtherJars() throws Exception {
        Path copy = folder.resolve("touched");
        remove(copy);
        Path app = app(services().get(0));
        run(command("cp", "-al", app, copy), "touched", Map.of());
        run(command("chmod", "u+w", copy), "touched", Map.of());
        Files.delete(copy.resolve("service.jar"));
        Files.copy(app.resolve("service.jar"), copy.resolve("service.jar"));
        List<String> check = new ArrayList<>(entrypoint(List.of("-Xshare:on")));
        check.add("check");

        Process process = process(check, copy, "touched", Map.of()).start();

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(Files.readString(log("touched"))).contains("is not the one used while building");
    }

    @Test
    void hasEveryModuleThatALibraryAsksFor() throws Exception {
        Path libraries = Files.createDirectories(folder.resolve("libraries"));
        for (String service : all()) {
            for (String layer : List.of("dependencies", "application")) {
                run(
                        command("cp", "-rlf", layers(service).resolve(layer).resolve("lib") + "/.", libraries),
                        "libraries",
                        Map.of());
            }
        }
        List<String> jdeps =
                command(jdk("jdeps"), "-J-XX:+UseSerialGC", "-s", "--ignore-missing-deps", "--multi-release", "17");
        jdeps.addAll(List.of("--module-path", libraries.toString()));
        try (Stream<Path> jars = Files.list(libraries)) {
            jars.map(Path::toString).forEach(jdeps::add);
        }
        run(jdeps, "jdeps", Map.of());
        run(command(java.toString(), "--list-modules"), "modules", Map.of());

        Set<String> asked = Files.readAllLines(log("jdeps")).stream()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .filter(module -> module.matches("(java|jdk)\\..*"))
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> present = Files.readAllLines(log("modules")).stream()
                .map(line -> line.replaceAll("@.*", ""))
                .toList();

        assertThat(asked).contains("java.sql").containsAll(NOT_NEEDED);
        asked.removeAll(NOT_NEEDED);
        assertThat(present).containsAll(asked);
    }

    @Test
    void speaksTlsAndLooksIntoJars() throws Exception {
        Path store = folder.resolve("probe.p12");
        Files.deleteIfExists(store);
        List<String> keytool = command(jdk("keytool"), "-genkeypair", "-alias", "probe", "-keyalg", "EC");
        keytool.addAll(List.of("-dname", "CN=probe", "-keystore", store.toString(), "-storepass", "not-a-secret"));
        run(keytool, "keytool", Map.of());

        List<String> probe = command(java.toString(), "-cp", Documents.path("cluster-tests/target/test-classes"));
        probe.addAll(List.of(RuntimeProbe.class.getName(), store.toString(), "not-a-secret"));
        // a container has no language
        run(probe, "probe", Map.of("LC_ALL", "C"));

        assertThat(Files.readString(log("probe")))
                .contains("TLSv1.3 TLS_")
                .contains("jar")
                .contains("Variables: UTF-8");
    }

    /** The password is hashed with Argon2 at the start, compared here, and the token signed. */
    private void signIn(Running running) throws Exception {
        HttpResponse<String> signedIn = http.send(
                HttpRequest.newBuilder(running.api("/customers/tokens"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"grant_type\":\"password\",\"email\":\"first@emporium.example\","
                                        + "\"password\":\"not-a-secret-at-all\"}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(signedIn.statusCode()).isEqualTo(200);
        String token =
                new ObjectMapper().readTree(signedIn.body()).get("access_token").asText();

        HttpRequest me = HttpRequest.newBuilder(running.api("/customers/me"))
                .header("Authorization", "Bearer " + token)
                .build();
        assertThat(http.send(me, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    /** What compose runs in the container from time to time. */
    private int healthCheck(Running running) throws Exception {
        List<String> check = new ArrayList<>();
        Documents.read(Documents.path("docker-compose.yml"))
                .get(0)
                .at("/services/" + running.service() + "/healthcheck/test")
                .forEach(word -> check.add(word.asText()));
        assertThat(check).startsWith("CMD", "/opt/java/bin/java");
        check.remove(0);
        check.set(0, java.toString());
        Map<String, String> environment = Map.of("ADMIN_PORT", Integer.toString(running.adminPort()));
        return process(check, app(running.service()), "health", environment)
                .start()
                .waitFor();
    }

    private static double loadedFromArchive(Path classes) throws IOException {
        try (Stream<String> lines = Files.lines(classes)) {
            // what is made at run time has no file to come from
            List<String> loaded = lines.filter(line ->
                            line.contains(" source: ") && !line.contains("source: __") && !line.contains("$$Lambda$"))
                    .toList();
            return (double) loaded.stream()
                            .filter(line -> line.contains("shared objects file"))
                            .count()
                    / loaded.size();
        }
    }

    /** The second compiler is left out: what it saves comes too late for a process that lives for seconds. */
    private Running start(String service, List<String> options) throws Exception {
        return start(service, options, "-XX:TieredStopAtLevel=1");
    }

    private Running start(String service, List<String> options, String toolOptions) throws Exception {
        int port = Processes.freePort();
        int adminPort = Processes.freePort();
        Map<String, String> environment = Running.environment(service, port, adminPort, postgres, kafka);
        environment.put("JAVA_TOOL_OPTIONS", toolOptions);
        List<String> command = new ArrayList<>(unprivileged());
        command.addAll(entrypoint(options));
        command.add("up");
        long start = System.nanoTime();
        Process process = process(command, app(service), service, environment).start();
        Running running = new Running(service, process, port, adminPort, start);
        running.awaitReadiness();
        return running.ready();
    }

    /** The image's own command, with the run-time where it lies here. */
    private List<String> entrypoint(List<String> options) throws IOException {
        List<String> command = new ArrayList<>(dockerfile().image().exec("ENTRYPOINT"));
        command.set(0, java.toString());
        command.addAll(command.indexOf("-jar"), options);
        return command;
    }

    /** As the image's user where the test may become another one; as itself where it is nobody special anyway. */
    private List<String> unprivileged() throws IOException {
        if ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") != 0) {
            return List.of();
        }
        List<String> prefix = List.of(
                "setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups", "--no-new-privs", "--inh-caps=-all");
        List<String> look = new ArrayList<>(prefix);
        look.addAll(List.of("test", "-x", java.toString()));
        try {
            int reachable = new ProcessBuilder(look).start().waitFor();
            assumeTrue(
                    reachable == 0,
                    "user " + USER + " cannot reach " + folder + ", as root's home is closed to others");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return prefix;
    }

    private void run(List<String> command, String log, Map<String, String> environment) throws Exception {
        Process process = process(command, folder, log, environment).start();
        assertThat(process.waitFor())
                .as("%s: %s", command, Files.readString(log(log)))
                .isZero();
    }

    private ProcessBuilder process(List<String> command, Path directory, String log, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log(log).toFile()));
        builder.environment()
                .put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
        builder.environment().putAll(environment);
        return builder;
    }

    private static List<String> command(String program, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return command;
    }

    private static String jdk(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    private static Dockerfile dockerfile() throws IOException {
        return Dockerfile.parse(Files.readString(Documents.path("Dockerfile")));
    }

    private Path layers(String service) {
        return folder.resolve("layers").resolve(service);
    }

    private Path app(String service) {
        return folder.resolve("apps").resolve(service);
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static Map<Path, FileTime> files(Path folder) throws IOException {
        Map<Path, FileTime> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                files.put(path, Files.getLastModifiedTime(path));
            }
        }
        return files;
    }
}
