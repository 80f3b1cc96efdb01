package dev.emporium.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
    /** Its own process group, which is its own pid in a session that it leads, and that pid. */
    private static final List<String> WHERE_AM_I = List.of("perl", "-e", "print getpgrp(), ' ', $$");

    @TempDir
    private Path folder;

    @Test
    void readsArgumentsWithLettersOutsideAscii() throws Exception {
        assumeTrue(System.getProperty("sun.jnu.encoding").equals("UTF-8"), "the locale has no such letters");
        // longer than a page, of which Java alone tells nothing on Linux
        String much = "d\u00fc".repeat(3000);
        Process process = new ProcessBuilder("sh", "-c", "read line", much).start();
        try {
            List<String> arguments = Processes.arguments(process.pid());
            while (!arguments.contains("read line")) {
                assertThat(Processes.pause(10)).isTrue();
                arguments = Processes.arguments(process.pid());
            }
            assertThat(arguments.subList(1, 4)).containsExactly("-c", "read line", much);
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        assertThat(Processes.arguments(process.pid())).isEmpty();
    }

    @Test
    void aFreePortIsGivenToNobodyElseBeforeItIsUsed() throws Exception {
        List<Integer> ports = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> Processes.freePort())
                .toList();
        assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port < 32_768, "is of no outgoing connection");
        try (ServerSocket taken = new ServerSocket(ports.get(0), 1, InetAddress.getLoopbackAddress())) {
            assertThat(Stream.generate(Processes::freePort).limit(4_000))
                    .isNotEmpty()
                    .doesNotContain(taken.getLocalPort());
        }
    }

    /** What another process does. */
    static final class Other {
        public static void main(String[] arguments) {
            Stream.generate(Processes::freePort).limit(300).forEach(System.out::println);
        }
    }

    @Test
    void aPortThatOneProcessGivesNoOtherOneDoes() throws Exception {
        List<Integer> ours = Stream.generate(Processes::freePort).limit(300).toList();
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Stream<String> theirs = other.inputReader().lines()) {
            assertThat(theirs.map(Integer::valueOf)).hasSize(300).doesNotContainAnyElementsOf(ours);
        }
    }

    @Test
    void whereThereIsNoProcJavaTellsTheSame() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "read line", "-Demporium.data=/a folder").start();
        try {
            while (!Processes.told(process.toHandle()).contains("read line")) {
                assertThat(Processes.pause(10)).isTrue();
            }
            List<String> told = Processes.told(process.toHandle());
            assertThat(told.get(0)).startsWith("/");
            assertThat(told.subList(1, told.size())).containsExactly("-c", "read line", "-Demporium.data=/a folder");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void knowsPostgresAlsoByItsArgumentsAlone() {
        List<String> command = new PostgresCluster(folder, 1).command(true);
        assertThat(Processes.isPostgres(command)).isTrue();
        assertThat(Processes.isPostgres(command.subList(command.indexOf("-D"), command.size())))
                .isTrue();
        assertThat(Processes.isPostgres(List.of("/usr/bin/psql", "/bin/postgres")))
                .isFalse();
        assertThat(Processes.isPostgres(List.of())).isFalse();
    }

    @Test
    void aMarkIsKnownWithItsBlanksAndWithout() {
        Path data = Path.of("/many shops/data");

        assertThat(Processes.isMarked(List.of("java", "-Demporium.data=/many shops/data"), data))
                .isTrue();
        assertThat(Processes.isMarked(List.of("java", "-Demporium.data=/many%20shops/data"), data))
                .isTrue();
        assertThat(Processes.isMarked(List.of("java", "-Demporium.data=/many"), data))
                .isFalse();
    }

    @Test
    void aSessionOfItsOwnIsMadeBySetsidOrWhereThereIsNoneByPerl() throws Exception {
        Path setsid = Files.writeString(folder.resolve("setsid"), "");
        assertThat(setsid.toFile().setExecutable(true)).isTrue();
        assertThat(Processes.inOwnSession(List.of("a"), "/nowhere:" + folder)).containsExactly("setsid", "a");
        assertThat(Processes.inOwnSession(List.of("a"), "/nowhere"))
                .startsWith("perl")
                .endsWith("a");

        for (List<String> command :
                List.of(Processes.inOwnSession(WHERE_AM_I, "/nowhere"), Processes.inOwnSession(WHERE_AM_I))) {
            Process process = new ProcessBuilder(command).start();
            assertThat(output(process)).isEqualTo(process.pid() + " " + process.pid());
        }
        Process plain = new ProcessBuilder(WHERE_AM_I).start();
        assertThat(output(plain)).endsWith(" " + plain.pid()).doesNotStartWith(plain.pid() + " ");
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
