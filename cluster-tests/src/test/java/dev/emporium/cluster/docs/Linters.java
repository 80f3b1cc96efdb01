package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.emporium.cluster.render.Commands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Programs that judge pipelines and scripts. Whoever asks for one that is not at hand is skipped by its name, but not in
 * a pipeline, where each is meant to be.
 */
final class Linters {
    private static final String ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";

    private Linters() {}

    static List<String> actionlint() throws InterruptedException {
        return first("actionlint", "-version", List.of("actionlint"), List.of("go", "run", ACTIONLINT));
    }

    static List<String> zizmor() throws InterruptedException {
        return first("zizmor", "--version", List.of("zizmor"));
    }

    static List<String> shellcheck() throws InterruptedException {
        return first("shellcheck", "--version", List.of("shellcheck"));
    }

    static Commands.Result run(List<String> linter, Path folder, String... arguments)
            throws IOException, InterruptedException {
        return Commands.run(
                folder, Stream.concat(linter.stream(), Stream.of(arguments)).toArray(String[]::new));
    }

    @SafeVarargs
    private static List<String> first(String name, String version, List<String>... commands)
            throws InterruptedException {
        for (List<String> command : commands) {
            try {
                if (run(command, Path.of("."), version).exit() == 0) {
                    return command;
                }
            } catch (IOException | IllegalStateException e) {
                // not this one
            }
        }
        String absent = name + " is not on the PATH (run_tests.sh installs it where it can)";
        return System.getenv("CI") == null ? abort(absent) : fail(absent);
    }
}
