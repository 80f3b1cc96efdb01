package dev.emporium.system.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A mechanism that can be switched off: a row of the list.
 *
 * @param module the folder of its Maven module; its tests are there or, where they need more, in {@code <module>-testing}
 * @param file the simple name of its class, or a resource's file name with its ending
 * @param text what stands in the file exactly once, blanks and line breaks apart
 * @param off what stands there when the mechanism is switched off
 * @param test the one test of the module that must fail then, as {@code Class#method}
 */
record Mutant(String module, String name, String mechanism, String file, String text, String off, String test) {
    private static final Pattern MODULE = Pattern.compile("## `([a-z-]+)`");
    private static final Pattern TEST = Pattern.compile("\\w+#\\w+");

    /** @throws IllegalArgumentException naming the row that is none */
    static List<Mutant> read(Path list) throws IOException {
        List<Mutant> mutants = new ArrayList<>();
        String module = null;
        for (String line : Files.readAllLines(list)) {
            Matcher heading = MODULE.matcher(line);
            if (heading.matches()) {
                module = heading.group(1);
            } else if (module != null && line.startsWith("| `")) {
                mutants.add(row(module, line));
            }
        }
        return mutants;
    }

    private static Mutant row(String module, String line) {
        List<String> cells = Arrays.stream(line.split("(?<!\\\\)\\|"))
                .skip(1)
                .map(cell -> cell.strip().replace("\\|", "|"))
                .toList();
        if (module == null
                || cells.size() != 6
                || !TEST.matcher(code(cells.get(5))).matches()) {
            throw new IllegalArgumentException("not a mechanism of a module: " + line);
        }
        return new Mutant(
                module,
                code(cells.get(0)),
                cells.get(1),
                code(cells.get(2)),
                code(cells.get(3)),
                code(cells.get(4)),
                code(cells.get(5)));
    }

    private static String code(String cell) {
        return cell.replaceAll("^`|`$", "");
    }

    boolean isJava() {
        return !file.contains(".");
    }

    /** The folder that {@link #source} lies in somewhere. */
    Path sources(Path root) {
        return root.resolve(module).resolve(isJava() ? "src/main/java" : "src/main/resources");
    }

    Path source(Path root) throws IOException {
        return only(sources(root), isJava() ? file + ".java" : file);
    }

    /** The folder of the Maven module that the test is in. */
    String testModule(Path root) throws IOException {
        String beside = module + "-testing";
        return Files.isDirectory(root.resolve(beside))
                        && !named(tests(root, beside), testFile()).isEmpty()
                ? beside
                : module;
    }

    /** The source of the test. */
    Path testSource(Path root) throws IOException {
        return only(tests(root, testModule(root)), testFile());
    }

    /** The test as {@code dev.emporium.some.Class#method}. */
    String qualifiedTest(Path root) throws IOException {
        Path type = tests(root, testModule(root)).relativize(testSource(root));
        return type.toString().replace(".java", "").replace('/', '.') + "#" + testMethod();
    }

    private static Path tests(Path root, String module) {
        return root.resolve(module).resolve("src/test/java");
    }

    private String testFile() {
        return test.split("#")[0] + ".java";
    }

    String testMethod() {
        return test.split("#")[1];
    }

    private static Path only(Path folder, String name) throws IOException {
        List<Path> found = named(folder, name);
        if (found.size() != 1) {
            throw new IllegalArgumentException("%d files %s in %s".formatted(found.size(), name, folder));
        }
        return found.get(0);
    }

    private static List<Path> named(Path folder, String name) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> path.getFileName().toString().equals(name))
                    .toList();
        }
    }

    /**
     * The source with the mechanism switched off.
     *
     * @throws IllegalArgumentException when the text is not in the source exactly once
     */
    String switchOff(String source) {
        Matcher place = Pattern.compile(text.replaceAll("\\s", "")
                        .chars()
                        .mapToObj(c -> Pattern.quote(String.valueOf((char) c)))
                        .reduce((all, next) -> all + "\\s*" + next)
                        .orElseThrow())
                .matcher(source);
        if (!place.find()) {
            throw new IllegalArgumentException("the text is not in %s any more: %s".formatted(file, text));
        }
        int start = place.start();
        int end = place.end();
        if (place.find()) {
            throw new IllegalArgumentException("the text is in %s more than once: %s".formatted(file, text));
        }
        return source.substring(0, start) + off + source.substring(end);
    }
}
