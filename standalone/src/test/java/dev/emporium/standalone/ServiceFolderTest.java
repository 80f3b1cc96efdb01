package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two services that have one library in common. */
class ServiceFolderTest {
    private static final FileTime BUILT = FileTime.fromMillis(1_700_000_000_000L);

    @TempDir
    Path home;

    private List<Service> services;

    @BeforeEach
    void build() throws Exception {
        services = List.of(service("cart-service", Main.class), service("order-service", Main.class));
    }

    private Service service(String name, Class<?> main) throws IOException {
        Service service = new Service(name, "/" + name, 1, List.of());
        Path jar = service.jar(home);
        jar(jar.resolveSibling("lib/common.jar"), "", Common.class);
        jar(jar.resolveSibling("lib/" + name + "-only.jar"), "");
        jar(jar, "lib/common.jar lib/" + name + "-only.jar", main);
        return service;
    }

    private static void jar(Path jar, String libraries, Class<?>... classes) throws IOException {
        Files.createDirectories(jar.getParent());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, libraries);
        manifest.getMainAttributes().putValue("Premain-Class", Main.class.getName());
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out, manifest)) {
            for (Class<?> type : classes) {
                String file = type.getName().replace('.', '/') + ".class";
                zip.putNextEntry(new JarEntry(file));
                zip.write(type.getClassLoader().getResourceAsStream(file).readAllBytes());
            }
        }
        Files.setLastModifiedTime(jar, BUILT);
    }

    /** Also an agent, which looks at each class and leaves it as it is. */
    static final class Main implements ClassFileTransformer {
        private Main() {}

        public static void premain(String arguments, Instrumentation process) {
            process.addTransformer(new Main());
        }

        public static void main(String[] arguments) throws Throwable {
            System.out.println(Common.word());
        }
    }

    static final class Common {
        private Common() {}

        static String word() throws Throwable {
            // for which Java makes classes of its own, which are in no file
            MethodHandle handle = MethodHandles.lookup()
                    .findStatic(
                            Common.class,
                            "word",
                            MethodType.methodType(String.class, String.class, int.class, long.class, double.class));
            handle = MethodHandles.insertArguments(handle, 1, 1);
            handle = MethodHandles.insertArguments(handle, 1, 1L);
            handle = MethodHandles.insertArguments(handle, 1, 1.0);
            return (String) handle.invoke("said by what is common");
        }

        static String word(String word, int one, long other, double third) {
            return word;
        }
    }

    private Optional<ServiceFolder> layOut() {
        return ServiceFolder.layOut(new Settings(home, home.resolve("data"), Map.of(), services));
    }

    private static String run(ServiceFolder folder, Service service, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(Jvm.JAVA));
        command.addAll(List.of(options));
        command.addAll(folder.program(service));
        // after the options that make it silent
        command.add(command.indexOf("-cp"), "-Xlog:class+load");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes());
    }

    @Test
    void allMapTheClassesThatTheFirstHaveLoaded() throws Exception {
        ServiceFolder first = layOut().orElseThrow();
        assertThat(run(first, services.get(0)))
                .contains("said by what is common")
                .containsPattern("Common source: .*common.jar");
        first.classes().make();

        ServiceFolder second = layOut().orElseThrow();
        for (Service service : services) {
            assertThat(run(second, service))
                    .contains("said by what is common")
                    .containsPattern("Common source: shared objects file")
                    .containsPattern("Main source: .*" + service.name() + ".jar");
        }
    }

    /** As OpenTelemetry's does: Java wants the file of each class that it maps then. */
    @Test
    void anAgentMayLookAtWhatIsMapped() throws Exception {
        ServiceFolder first = layOut().orElseThrow();
        run(first, services.get(0));
        first.classes().make();

        Service service = services.get(0);
        assertThat(run(layOut().orElseThrow(), service, "-javaagent:" + service.jar(home)))
                .contains("said by what is common")
                .containsPattern("java.lang.Object source: shared objects file");
    }

    @Test
    void whoIsLookedIntoStartsWithoutTheArchive() throws Exception {
        ServiceFolder first = layOut().orElseThrow();
        run(first, services.get(0));
        first.classes().make();

        assertThat(command(Map.of())).contains(".jsa");
        String recording = "-XX:StartFlightRecording=filename=/tmp/";
        assertThat(command(Map.of("SERVICE_JAVA_OPTS", "-Xmx64m " + recording)))
                .contains(recording)
                .doesNotContain(".jsa");
        assertThat(command(Map.of("SERVICE_JAVA_OPTS", "-javaagent:agent.jar"))).doesNotContain(".jsa");
        assertThat(command(Map.of("JAVA_TOOL_OPTIONS", recording))).doesNotContain(".jsa");
    }

    private String command(Map<String, String> environment) {
        Settings settings = new Settings(home, home.resolve("data"), environment, services);
        return String.join(" ", Jvm.service(settings, services.get(0), List.of(), layOut()));
    }

    @Test
    void makesNoArchiveWhenNobodyHasSaidWhatItLoads() throws Exception {
        ServiceFolder folder = layOut().orElseThrow();
        folder.program(services.get(0));
        folder.classes().make();
        assertThat(layOut().orElseThrow().program(services.get(0))).noneMatch(word -> word.contains(".jsa"));
    }

    /** Two platforms that start at once: what one makes is as good for the other. */
    @Test
    void leavesTheArchiveToWhoeverIsAboutToMakeIt() throws Exception {
        ServiceFolder folder = layOut().orElseThrow();
        run(folder, services.get(0));
        Process other = new ProcessBuilder(
                        Jvm.JAVA,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        home.resolve("standalone/target/classes-of-services.lock")
                                .toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("held");
            folder.classes().make();
            assertThat(layOut().orElseThrow().program(services.get(0))).noneMatch(word -> word.contains(".jsa"));
        } finally {
            other.destroyForcibly().waitFor();
        }
        folder.classes().make();
        assertThat(layOut().orElseThrow().program(services.get(0))).anyMatch(word -> word.contains(".jsa"));
    }

    /** Holds a lock until its process is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            FileChannel.open(Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .lock();
            System.out.println("held");
            Thread.currentThread().join();
        }
    }

    @Test
    void whoeverBuildsAnewDoesWithoutWhatWasMadeOfOtherJars() throws Exception {
        ServiceFolder before = layOut().orElseThrow();
        run(before, services.get(0));
        before.classes().make();
        assertThat(layOut().orElseThrow().program(services.get(0))).anyMatch(word -> word.contains(".jsa"));

        for (Service service : services) {
            Path library = service.jar(home).resolveSibling("lib/common.jar");
            Files.setLastModifiedTime(library, FileTime.fromMillis(BUILT.toMillis() + 1_000));
        }
        assertThat(layOut().orElseThrow().program(services.get(0))).noneMatch(word -> word.contains(".jsa"));
    }

    @Test
    void leavesNothingOnTheClassPathThatIsNotCommonAnyMore() throws Exception {
        layOut();
        for (Service service : services) {
            jar(service.jar(home).resolveSibling("lib/newer.jar"), "", Common.class);
            jar(service.jar(home), "lib/newer.jar", Main.class);
        }
        assertThat(layOut()).isPresent();
        assertThat(home.resolve("standalone/target/services/common")).isDirectoryNotContaining("glob:**common.jar");
    }

    @Test
    void servicesThatHaveDifferentLibrariesOfOneNameStartAsTheyAre() throws Exception {
        Path library = services.get(0).jar(home).resolveSibling("lib/common.jar");
        Files.setLastModifiedTime(library, FileTime.fromMillis(BUILT.toMillis() + 1_000));
        assertThat(layOut()).isEmpty();
    }
}
