package dev.emporium.system.mutants;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * {@code java Mutants <root> [names]}: runs each mechanism's test as it is, in one go per module, and again with the
 * mechanism switched off, when it must fail. What does not compile, is not found any more or fails for another reason
 * counts as not caught. The modules are built, and each has its class path in {@code target/test.classpath}.
 */
final class Mutants {
    private final Path root;
    private final Path folder;
    private final Map<String, Map<String, String>> redAnyway = new LinkedHashMap<>();

    private Mutants(Path root) {
        this.root = root;
        this.folder = root.resolve("target/mutants");
    }

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]).toAbsolutePath().normalize();
        Set<String> names = Set.copyOf(List.of(arguments).subList(1, arguments.length));
        List<Mutant> chosen = Mutant.read(root.resolve("docs/testing.md")).stream()
                .filter(mutant -> names.isEmpty() || names.contains(mutant.name()))
                .toList();
        if (chosen.isEmpty() || chosen.size() < names.size()) {
            System.out.println("docs/testing.md has no such mechanism: " + names);
            System.out.println("0 passed, 1 failed, 0 skipped");
            System.exit(1);
        }
        System.exit(new Mutants(root).run(chosen) ? 0 : 1);
    }

    private boolean run(List<Mutant> mutants) throws IOException, InterruptedException {
        delete(folder);
        Files.createDirectories(folder);
        Map<String, List<Mutant>> byModule = new LinkedHashMap<>();
        for (Mutant mutant : mutants) {
            byModule.computeIfAbsent(mutant.testModule(root), module -> new ArrayList<>())
                    .add(mutant);
        }
        int caught = 0;
        for (var module : byModule.entrySet()) {
            runUnchanged(module.getKey(), module.getValue());
            for (Mutant mutant : module.getValue()) {
                caught += isCaught(mutant) ? 1 : 0;
            }
        }
        System.out.printf("%d passed, %d failed, 0 skipped%n", caught, mutants.size() - caught);
        return caught == mutants.size();
    }

    private void runUnchanged(String module, List<Mutant> mutants) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Set<String> tests = new TreeSet<>();
        for (Mutant mutant : mutants) {
            tests.add(mutant.qualifiedTest(root));
        }
        TestRun run = TestRun.of(root, module, null, tests, folder.resolve(module + ".log"));
        boolean reached = run.isGreen() || !run.failures().isEmpty();
        redAnyway.put(module, reached ? run.failures() : Map.of("", run.outcome()));
        say(run.isGreen() ? "green" : "RED", module + " as it is", start, TestRun.describe(redAnyway.get(module)));
    }

    private boolean isCaught(Mutant mutant) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Map<String, String> red = redAnyway.get(mutant.testModule(root));
        if (red.containsKey("") || red.containsKey(mutant.test())) {
            say("FAILED", mutant.name(), start, mutant.test() + " is red as it is");
            return false;
        }
        String found;
        try {
            Path classes = build(mutant);
            Path log = folder.resolve(mutant.name() + ".log");
            TestRun run = TestRun.of(root, mutant.testModule(root), classes, Set.of(mutant.qualifiedTest(root)), log);
            found = run.failures().get(mutant.test());
            if (found != null) {
                say("caught", mutant.name(), start, mutant.test() + ": " + found);
                return true;
            }
            found = run.outcome() + ", see " + root.relativize(log);
        } catch (IllegalArgumentException e) {
            found = e.getMessage();
        }
        say("FAILED", mutant.name(), start, mutant.test() + ": " + found);
        return false;
    }

    /** Returns a folder with what has changed and nothing else. */
    private Path build(Mutant mutant) throws IOException {
        Path source = mutant.source(root);
        Path classes = Files.createDirectories(folder.resolve(mutant.name()).resolve("classes"));
        Path sources = Files.createDirectories(folder.resolve(mutant.name()).resolve("sources"));
        Path inFolder = mutant.sources(root).relativize(source);
        Path changed = (mutant.isJava() ? sources : classes).resolve(inFolder);
        Files.createDirectories(changed.getParent());
        Files.writeString(changed, mutant.switchOff(Files.readString(source)));
        if (mutant.isJava()) {
            compile(changed, classes, TestRun.classPath(root.resolve(mutant.module())));
        }
        return classes;
    }

    private static void compile(Path source, Path classes, String classPath) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options = List.of(
                "-d", classes.toString(), "-cp", classPath, "-parameters", "-proc:none", "-nowarn", "--release", "17");
        var files = compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source);
        if (!compiler.getTask(said, null, null, options, null, files).call()) {
            throw new IllegalArgumentException(
                    "does not compile: " + said.toString().strip());
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static void say(String outcome, String name, long start, String detail) {
        String line = detail.replaceAll("\\s+", " ");
        System.out.printf(
                Locale.ROOT,
                "%-6s %5.1f s  %s  %s%n",
                outcome,
                (System.nanoTime() - start) / 1e9,
                name,
                line.length() > 200 ? line.substring(0, 200) + " ..." : line);
    }
}
