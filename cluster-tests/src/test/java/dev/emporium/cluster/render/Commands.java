package dev.emporium.cluster.render;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Programs that a test runs as a person or a pipeline would, on a machine whose tools are BSD's. */
public final class Commands {
    private static final int SECONDS = 180;
    public static final String PATH = BsdTools.folder() + ":" + System.getenv("PATH");

    private Commands() {}

    /**
     * What a program wrote, and how it ended.
     *
     * @throws IOException when there is no such program
     */
    public static Result run(Path folder, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("output", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("PATH", PATH);
            Process process = builder.start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " does not end");
            }
            return new Result(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    public record Result(int exit, String output) {}
}
