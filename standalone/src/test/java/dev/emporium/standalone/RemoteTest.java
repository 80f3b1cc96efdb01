package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.local.CannotRun;
import dev.emporium.local.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteTest {
    @TempDir
    private Path data;

    private Process supervisor;

    @AfterEach
    void end() {
        supervisor.destroyForcibly();
    }

    /** Who is told that all is well believes that what was asked for is there. */
    @ParameterizedTest
    @CsvSource({
        "'', --logs",
        "--search elasticsearch, --logs",
        "--logs, --observability",
        "'', --tracing",
        "'', --search elasticsearch",
        "--logs, --search elasticsearch"
    })
    void doesNotAddToWhatRuns(String running, String asked) throws Exception {
        Path home = Path.of(System.getProperty("repository.root"));
        Settings settings = Settings.of(home, Map.of("EMPORIUM_DATA", data.toString()));
        RunFolder run = new RunFolder(data);
        Files.createDirectories(run.folder());
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "read line", Processes.mark(data), Standalone.class.getName(), "start"));
        command.addAll(words(running));
        supervisor = new ProcessBuilder(command).start();
        run.record(new RunFolder.Entry(RunFolder.SUPERVISOR, supervisor.pid(), 0, RunFolder.State.READY));
        if (!running.isEmpty()) {
            run.record(new RunFolder.Entry(RunFolder.ELASTICSEARCH, supervisor.pid(), 0, RunFolder.State.READY));
        }
        while (run.supervisor().isEmpty()) {
            // it is not the program yet
            Thread.onSpinWait();
        }

        List<String> arguments = new ArrayList<>(List.of("--detach"));
        arguments.addAll(words(asked));
        assertThatThrownBy(() -> new Remote(settings, run).startDetached(CommandLine.parse(arguments)))
                .isInstanceOf(CannotRun.class)
                .hasMessage(
                        "Emporium runs without " + asked + ": stop it with ./run.sh stop, then start it with " + asked);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
