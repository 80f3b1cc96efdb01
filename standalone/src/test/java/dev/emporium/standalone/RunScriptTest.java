package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code run.sh} in a repository where nothing is built, with programs that only pretend, and tools as macOS has them. */
class RunScriptTest {
    /** What a script may expect of any machine. */
    private static final List<String> COMMON = List.of(
            "basename",
            "bash",
            "cat",
            "dirname",
            "env",
            "find",
            "fmt",
            "grep",
            "head",
            "ls",
            "sed",
            "sh",
            "touch",
            "tr");

    /** Their options differ from system to system. */
    private static final List<String> DIFFERENT = List.of("find", "fmt", "grep", "head", "sed", "touch");

    private static final Path REPOSITORY = Path.of(System.getProperty("repository.root"));

    @TempDir
    private Path home;

    @TempDir
    private Path programs;

    private record Said(int exit, String text) {}

    @BeforeEach
    void haveTheScriptAndASource() throws IOException {
        for (String file : List.of(
                "run.sh", ".mvn/tools.sh", "standalone/src/main/java/dev/emporium/standalone/CommandLine.java")) {
            Path copy = home.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(REPOSITORY.resolve(file), copy);
        }
        home.resolve("run.sh").toFile().setExecutable(true);
        Files.createDirectory(home.resolve("cart-service"));
        for (String program : COMMON) {
            Files.createSymbolicLink(
                    programs.resolve(program),
                    DIFFERENT.contains(program) ? REPOSITORY.resolve("cluster-tests/src/bsd.sh") : found(program));
        }
    }

    private static Path found(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "help", "--detach -h"})
    void helpsWithoutJavaOrABuild(String words) throws Exception {
        Said said = run(Map.of(), words);

        assertThat(said.exit()).isZero();
        assertThat(said.text()).startsWith("Usage: ./run.sh ").contains("GATEWAY_PORT");
        assertThat(said.text().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void namesThePathThatItWasCalledBy() throws Exception {
        assertThat(in(home.getParent(), Map.of(), home.getFileName() + "/run.sh", "--help")
                        .text())
                .startsWith("Usage: " + home.getFileName() + "/run.sh ");
        assertThat(in(home, Map.of(), "bash", "run.sh", "--help").text()).startsWith("Usage: bash run.sh ");
        Path link = Files.createSymbolicLink(programs.resolve("a b.sh"), home.resolve("run.sh"));
        assertThat(in(home, Map.of(), link.toString(), "--help").text())
                .startsWith("Usage: " + programs + "/a\\ b.sh ");
        pretendJava();
        assertThat(run(Map.of(), "status"))
                .isEqualTo(
                        new Said(1, "Nothing has been built yet, so nothing runs. ./run.sh builds and starts it.\n"));
    }

    @Test
    void namesWhatItDoesNotKnowBeforeItBuilds() throws Exception {
        program("mvn", "echo built");

        assertThat(run(Map.of("JAVA_HOME", System.getProperty("java.home")), "--detach --fast"))
                .isEqualTo(new Said(2, "\"start\" does not take --fast; see ./run.sh --help\n"));
    }

    @Test
    void namesAJavaThatIsNotThere() throws Exception {
        assertThat(run(Map.of("JAVA_HOME", "/nowhere"), "").text())
                .startsWith("JAVA_HOME is /nowhere, where there is no bin/java:");
        assertThat(run(Map.of(), "").text()).startsWith("There is no Java:");
    }

    @ParameterizedTest
    @CsvSource({"1.8.0_392,8", "11.0.22,11", "9,9"})
    void namesAJavaThatIsTooOld(String version, String known) throws Exception {
        Files.createDirectory(programs.resolve("bin"));
        program("bin/java", "echo 'openjdk version \"" + version + "\" 2023-10-17' >&2");

        Said said = run(Map.of("JAVA_HOME", programs.toString()), "");
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.text()).startsWith("Java " + known + " is too old:").contains("which is " + programs);

        Files.move(programs.resolve("bin/java"), programs.resolve("java"));
        assertThat(run(Map.of(), "").text())
                .startsWith("Java " + known + " is too old:")
                .doesNotContain("which is");
    }

    @Test
    void namesAJavaWithoutACompilerAndOneThatSaysNothing() throws Exception {
        pretendJava();
        Files.delete(programs.resolve("javac"));
        assertThat(run(Map.of(), "").text()).contains("cannot compile");

        program("java", "true");
        assertThat(run(Map.of(), "").text()).contains("java does not say its version");
    }

    @Test
    void whatMavenSaysHasNoColours() throws Exception {
        pretendJava();
        program("mvn", "printf '\\033[1;31mERROR\\033[m it is broken\\n\\033[0m'; exit 1");

        Said said = run(Map.of(), "");
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.text())
                .contains("Building standalone cart-service (", "\nERROR it is broken\n", "The build has failed")
                .doesNotContain("\033");
    }

    @ParameterizedTest
    @CsvSource({"17,-Xmx1g", "22,-Xmx1g", "23,--sun-misc-unsafe-memory-access=allow -Xmx1g"})
    void javaDoesNotWarnOfWhatMavensOwnLibrariesDo(String version, String options) throws Exception {
        pretendJava();
        program("java", "[ \"$1\" != -version ] || echo 'openjdk version \"" + version + "\"' >&2");
        program("mvn", "echo \"$MAVEN_OPTS\"; exit 1");

        assertThat(run(Map.of("MAVEN_OPTS", "-Xmx1g"), "").text()).contains("\n" + options + "\n");
    }

    @Test
    void fetchesMavenWhereThereIsNone() throws Exception {
        pretendJava();
        assertThat(run(Map.of(), "").text()).contains("There is no Maven, nor an unzip");

        program("unzip", "true");
        Files.writeString(home.resolve("mvnw"), "#!/bin/sh\necho \"the wrapper was given $1 $2\"; exit 1\n");
        home.resolve("mvnw").toFile().setExecutable(true);
        assertThat(run(Map.of(), "").text()).contains("the wrapper was given -B -q");
    }

    @ParameterizedTest
    @CsvSource({"'',.data", "b,b", "a/../b,b", "b/,b", "./c//d,c/d", "there/..,''", "link,there", "link/e,there/e"})
    void theDataFolderHasOneName(String given, String known) throws Exception {
        Files.createDirectory(home.resolve("there"));
        Files.createSymbolicLink(home.resolve("link"), home.resolve("there"));
        haveBuilt();
        program(
                "java",
                "[ \"$1\" != -version ] || echo 'openjdk version \"25\"' >&2; for word; do case $word in -Demporium.data=*) echo \"$word\"; esac; done");

        assertThat(run(Map.of("EMPORIUM_DATA", given), "status").text())
                .isEqualTo("-Demporium.data=" + home.toRealPath().resolve(known) + "\n");
    }

    @Test
    void leavesWhatRunsAsItIs() throws Exception {
        haveBuilt();
        Files.createDirectories(home.resolve(".data/run"));
        program("mvn", "echo built; exit 1");
        program("javac", "true");
        program(
                "java",
                "case \"$*\" in -version) echo 'openjdk version \"25\"' >&2 ;; *status) cat " + home.resolve("status")
                        + "; exit 1 ;; esac");

        for (String stopped : List.of("supervisor   -   -  stopped", "", "gateway   1   8080  ready")) {
            Files.writeString(home.resolve("status"), stopped);
            Files.writeString(home.resolve(".data/run/supervisor.pid"), "1\n0\nREADY\n");
            assertThat(run(Map.of(), "").text()).contains("built");
        }
        Files.writeString(home.resolve("status"), "NAME  PID\nsupervisor   1   -  ready\n");
        assertThat(run(Map.of(), "")).isEqualTo(new Said(0, ""));
        // nobody is asked about what was stopped
        Files.writeString(home.resolve(".data/run/supervisor.pid"), "0\n0\nSTOPPED\n");
        assertThat(run(Map.of(), "").text()).contains("built");
    }

    private void haveBuilt() throws IOException {
        Files.createDirectories(home.resolve("standalone/target"));
        Files.writeString(home.resolve("standalone/target/standalone.jar"), "");
    }

    /** One that takes no time, and understands whatever it is given. */
    private void pretendJava() throws IOException {
        program("java", "[ \"$1\" != -version ] || echo 'openjdk version \"25\" 2025-09-16' >&2");
        program("javac", "true");
    }

    private void program(String name, String text) throws IOException {
        Path program = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + text + "\n");
        program.toFile().setExecutable(true);
    }

    private Said run(Map<String, String> environment, String words) throws Exception {
        List<String> command = new ArrayList<>(List.of("./run.sh"));
        Arrays.stream(words.split(" ")).filter(word -> !word.isEmpty()).forEach(command::add);
        return in(home, environment, command.toArray(String[]::new));
    }

    /** With no program but those, and no variable but these. */
    private Said in(Path folder, Map<String, String> environment, String... command) throws Exception {
        Path output = programs.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("PATH", programs.toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(output);
        assertThat(text.lines().map(line -> line.replaceAll("/\\S+", "")))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        return new Said(process.exitValue(), text);
    }
}
