package dev.emporium.system;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/** Programs that a test runs as people would, in a folder and with an environment of theirs. */
record Program(Path folder, Map<String, String> environment, Duration patience) {
    /** Where tools that not every machine has are to be there: what would be skipped fails instead. */
    private static final boolean NEEDED = "yes".equals(System.getenv("EMPORIUM_NEEDS_TOOLS"));

    /**
     * What it wrote, and how it ended.
     *
     * @throws IOException when there is no such program
     */
    Result run(String... command) throws IOException, InterruptedException {
        File output = Files.createTempFile(Platform.target(), "program", ".log").toFile();
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(output);
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            String said = Files.readString(output.toPath());
            if (!ended) {
                throw new IllegalStateException(String.join(" ", command) + " does not end:\n" + said);
            }
            return new Result(process.exitValue(), said);
        } finally {
            Files.delete(output.toPath());
        }
    }

    /** What is there no test without: it is skipped, and the reason named, unless it must not be. */
    void need(String otherwise, String... command) throws InterruptedException {
        Result result;
        try {
            result = run(command);
        } catch (IOException e) {
            result = new Result(1, e.getMessage());
        }
        if (result.exit() != 0 && NEEDED) {
            throw new AssertionError(otherwise + "\n" + result.output());
        }
        if (result.exit() != 0) {
            throw new TestAbortedException(otherwise);
        }
    }

    record Result(int exit, String output) {
        String lastLine() {
            return output.stripTrailing().lines().reduce("", (first, last) -> last);
        }
    }
}
