package dev.emporium.system.mutants;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs tests of a module as Maven would, in a JVM of their own, by JUnit's console launcher. */
final class TestRun {
    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static final Pattern FAILED = Pattern.compile(
            "MethodSource \\[className = '(?:[\\w.]*\\.)?(\\w+)', methodName = '(\\w+)'[^\\n]*\\s*=> (.*?)\\n(?= {7}\\S|\\n)",
            Pattern.DOTALL);

    private final int exit;
    private final String output;

    private TestRun(int exit, String output) {
        this.exit = exit;
        this.output = output;
    }

    /**
     * @param ahead classes that stand in front of the module's own, or null
     * @param tests as {@code dev.emporium.some.Class#method}
     * @param log where all goes that the tests print
     */
    static TestRun of(Path root, String module, Path ahead, Collection<String> tests, Path log)
            throws IOException, InterruptedException {
        Path folder = root.resolve(module);
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // a changed migration stands ahead of the one that it changes
                "-Dliquibase.duplicateFileMode=SILENT",
                "-Drepository.root=" + root,
                "-cp",
                (ahead == null ? "" : ahead + File.pathSeparator) + classPath(folder),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--disable-ansi-colors",
                "--details=summary",
                // as the build says by tests.patience; nothing else is under way here
                "--config=junit.jupiter.execution.timeout.testable.method.default=2 m"));
        tests.stream()
                .map(test -> test.split("#")[0])
                .distinct()
                .forEach(type -> command.add("--select-class=" + type));
        tests.forEach(test -> command.add("--include-methodname=" + Pattern.quote(test)));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        int exit = -1;
        if (process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            exit = process.exitValue();
        } else {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        return new TestRun(exit, Files.readString(log));
    }

    /** All that the module's tests see, its own test classes first. */
    static String classPath(Path module) throws IOException {
        return String.join(
                File.pathSeparator,
                module.resolve("target/test-classes").toString(),
                module.resolve("target/classes").toString(),
                Files.readString(module.resolve("target/test.classpath")).strip());
    }

    /** Whether there were tests, and all of them have passed. */
    boolean isGreen() {
        return exit == 0
                && Pattern.compile("[1-9][0-9]* tests successful")
                        .matcher(output)
                        .find();
    }

    /** The tests that were begun and failed, as {@code Class#method}, with what they said; none where set-up failed. */
    Map<String, String> failures() {
        Map<String, String> failures = new LinkedHashMap<>();
        Matcher failed = FAILED.matcher(output);
        while (failed.find()) {
            failures.putIfAbsent(
                    failed.group(1) + "#" + failed.group(2), failed.group(3).strip());
        }
        return failures;
    }

    /** In a word or two, for where no test has failed. */
    String outcome() {
        if (exit < 0) {
            return "no end within %d minutes".formatted(LIMIT.toMinutes());
        }
        return isGreen() ? "the test stays green" : "the test was not reached";
    }

    static String describe(Map<String, String> failures) {
        return failures.entrySet().stream()
                .map(failure -> failure.getKey() + ": " + failure.getValue())
                .collect(Collectors.joining("; "));
    }
}
