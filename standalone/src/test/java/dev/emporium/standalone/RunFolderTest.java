package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.local.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a supervisor has left is found, whether it had come to write it down or not. */
class RunFolderTest {
    @TempDir
    private Path data;

    private RunFolder run;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void begin() throws IOException {
        run = new RunFolder(data);
        Files.createDirectories(run.folder());
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "read line"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        while (!Processes.arguments(process.pid()).containsAll(List.of(arguments))) {
            // it is not the program yet
            Thread.onSpinWait();
        }
        return process;
    }

    @Test
    void endsWhatItsSupervisorHadNotWrittenDownYet() throws Exception {
        Process orphan = start(Processes.mark(data), "dev.emporium.gateway.Gateway");
        assertThat(run.alive()).extracting(RunFolder.Entry::pid).containsExactly(orphan.pid());

        run.endLeftovers();
        assertThat(orphan.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.alive()).isEmpty();
    }

    /** PostgreSQL's programs bear no mark, and one that makes its folder writes into it for a second and longer. */
    @Test
    void endsWhatMakesAFolderForADatabase() throws Exception {
        Path program = Files.createFile(data.resolve("initdb"));
        Process orphan = start(
                program.toString(), "-D", data.resolve("postgres.unfinished").toString());
        assertThat(run.alive()).extracting(RunFolder.Entry::pid).containsExactly(orphan.pid());

        run.endLeftovers();
        assertThat(orphan.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void endsNothingOfAnotherFolderNorWhatAUserHasCalled() throws Exception {
        Process other = start(Processes.mark(data.resolve("other")));
        Process command = start(Processes.mark(data), Standalone.class.getName(), "logs");
        Process reader = start(data.resolve("postgres").toString());
        assertThat(run.alive()).isEmpty();

        run.endLeftovers();
        assertThat(List.of(other, command, reader)).allMatch(Process::isAlive);
    }

    @Test
    void tellsWhatIsWrittenDownByItsName() throws Exception {
        Process service = start(Processes.mark(data));
        run.record(new RunFolder.Entry("cart-service", service.pid(), 1, RunFolder.State.READY));
        assertThat(run.alive())
                .containsExactly(new RunFolder.Entry("cart-service", service.pid(), 0, RunFolder.State.STOPPED));
    }
}
