package dev.emporium.system;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The last release before the present version, which is known by its tag.
 *
 * @param tag such as {@code v0.1.0}
 */
record PreviousRelease(String tag) {
    private static final Pattern TAG = Pattern.compile("v\\d+\\.\\d+\\.\\d+");
    private static final Path FOLDER = Platform.target().resolve("releases");
    private static final int BUILD_MINUTES = 10;

    /** Empty where git knows of no release before this version, or where there is no git to ask. */
    static Optional<PreviousRelease> find() throws IOException, InterruptedException {
        try {
            return last(run(Platform.root(), List.of("git", "tag", "--list")), Platform.version());
        } catch (CommandFailedException e) {
            return Optional.empty();
        }
    }

    static Optional<PreviousRelease> last(String tags, String version) {
        return tags.lines()
                .filter(tag -> TAG.matcher(tag).matches())
                .filter(tag -> number(tag).compareTo(Version.parse(version)) < 0)
                .max(Comparator.comparing(PreviousRelease::number))
                .map(PreviousRelease::new);
    }

    private static Version number(String tag) {
        return Version.parse(tag.substring(1));
    }

    /** Its source, built, in a worktree of its own; what was built before is taken again. */
    Path build() throws IOException, InterruptedException {
        Path home = FOLDER.resolve(tag);
        if (!Files.exists(home)) {
            Files.createDirectories(FOLDER);
            // by force: one that was cleaned away is still in git's list
            run(
                    Platform.root(),
                    List.of("git", "worktree", "add", "--quiet", "--force", "--detach", home.toString(), tag));
        }
        run(home, List.of("git", "checkout", "--quiet", "--detach", tag));
        String commit = run(home, List.of("git", "rev-parse", "HEAD"));
        Path built = FOLDER.resolve(tag + ".built");
        if (!Files.exists(built) || !Files.readString(built).equals(commit)) {
            // as run.sh chooses it
            String mvn = run(home, List.of("sh", "-c", "command -v mvn || echo ./mvnw"))
                    .strip();
            List<String> maven = new ArrayList<>(List.of(mvn, "-B", "-q", "-DskipTests", "-Dspotless.check.skip"));
            Optional.ofNullable(System.getProperty("maven.repo.local"))
                    .ifPresent(repository -> maven.add("-Dmaven.repo.local=" + repository));
            maven.addAll(List.of("-pl", "standalone," + String.join(",", services(home)), "-am", "package"));
            run(home, maven);
            Files.writeString(built, commit);
        }
        return home;
    }

    /** Those that it had. */
    private static List<String> services(Path home) throws IOException {
        try (Stream<Path> folders = Files.list(home)) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .filter(folder -> folder.endsWith("-service"))
                    .toList();
        }
    }

    private static String run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("release", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " does not end");
            }
            if (process.exitValue() != 0) {
                throw new CommandFailedException(command + " has failed:\n" + Files.readString(output));
            }
            return Files.readString(output);
        } finally {
            Files.delete(output);
        }
    }

    private static final class CommandFailedException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        CommandFailedException(String message) {
            super(message);
        }
    }
}
