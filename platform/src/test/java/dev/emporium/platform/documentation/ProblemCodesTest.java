package dev.emporium.platform.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.problem.Refusal;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each code that a problem document can have is explained where it is given, and no other. */
class ProblemCodesTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("repository.root"));
    /** At once, or by a method of the class. */
    private static final Pattern GIVEN =
            Pattern.compile("(?:ProblemException\\s*\\.of\\(\\s*\\d+,\\s*|\\brefus(?:e|al)\\([^\";{]*)\"(\\w+)\"");

    private static final Pattern OF_A_GATEWAY = Pattern.compile("\\[\\d+] = \"(\\w+)\"");

    static List<String> modules() throws IOException {
        try (Stream<Path> folders = Files.list(REPOSITORY)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.endsWith("-service") || name.equals("platform"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("modules")
    void areExplained(String module) throws IOException {
        Set<String> others = IntStream.range(400, 600)
                .mapToObj(status -> Refusal.of(status).code())
                .collect(Collectors.toSet());
        if (!module.equals("platform")) {
            others.addAll(explained("platform"));
        }
        Set<String> given = given(REPOSITORY.resolve(module).resolve("src/main/java"));
        if (module.equals("platform")) {
            OF_A_GATEWAY
                    .matcher(Files.readString(REPOSITORY.resolve("emissary/module.yaml")))
                    .results()
                    .forEach(code -> given.add(code.group(1)));
        }
        // a service may mean something of its own by a code of the platform
        others.removeAll(explained(module));
        given.removeAll(others);

        assertThat(given).containsExactlyInAnyOrderElementsOf(explained(module));
    }

    private static Set<String> explained(String module) throws IOException {
        Properties codes = new Properties();
        try (Reader file = Files.newBufferedReader(
                REPOSITORY.resolve(module).resolve("src/main/resources").resolve(Introduction.CODES))) {
            codes.load(file);
        }
        return codes.stringPropertyNames();
    }

    private static Set<String> given(Path sources) throws IOException {
        Set<String> codes = new TreeSet<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                GIVEN.matcher(Files.readString(file)).results().forEach(code -> codes.add(code.group(1)));
            }
        }
        return codes;
    }
}
