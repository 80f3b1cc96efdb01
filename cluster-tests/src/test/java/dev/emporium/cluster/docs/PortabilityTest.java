package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cluster.render.Broken;
import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.RulesTest;
import dev.emporium.cluster.render.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All scripts, and what {@code src/bsd.sh} refuses when they are run in its name. */
class PortabilityTest extends RulesTest<String> {
    /** They measure by what Linux tells of its processes, and say so elsewhere. */
    private static final String LINUX_ALONE = "benchmarks/";

    @TempDir
    private Path programs;

    private static Stream<String> scripts() {
        return Stream.concat(Stream.of(".ci/run"), Arrays.stream(ScriptsTest.scripts()))
                .filter(script -> !script.startsWith(LINUX_ALONE) && !script.equals("cluster-tests/src/bsd.sh"));
    }

    PortabilityTest() {
        super("scripts", Portability.ALL);
    }

    @Override
    protected Map<String, String> documents() {
        return scripts().collect(Collectors.toMap(script -> script, script -> Services.text(Documents.path(script))));
    }

    /** By the one rule, and not where it is a comment. */
    @Override
    protected String broken(Broken fixture) {
        assertThat(Portability.of(fixture.wrong())).containsExactly(fixture.rule() + ": " + fixture.wrong());
        assertThat(Portability.of("# " + fixture.wrong() + "\ntrue")).isEmpty();
        return fixture.in("true");
    }

    @Test
    void whatRunsOnLinuxAloneSaysSo() throws IOException {
        assertThat(Files.readString(Documents.path(LINUX_ALONE + "common.sh")))
                .contains("[ \"$(uname)\" = Linux ] || fail")
                .satisfies(script -> assertThat(Portability.of(script)).isNotEmpty());
        assertThat(Arrays.stream(ScriptsTest.scripts())
                        .filter(script -> script.startsWith(LINUX_ALONE) && !script.endsWith("/common.sh")))
                .isNotEmpty()
                .allSatisfy(script ->
                        assertThat(Files.readString(Documents.path(script))).contains("\n. \"$here/common.sh\"\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sed -i.old 's/a/b/' pom.xml",
                "head -n 1 file",
                "date -u -d @0 +%F || date -u -r 0 +%F",
                "if command -v timeout >/dev/null; then timeout \"$@\"; fi",
                "touch -h -t 202601010000.00 file"
            })
    void whatMacHasIsFine(String line) {
        assertThat(Portability.of(line)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sed -i s/a/b/ file",
                "sed -u s/a/b/",
                "sed s/\\x1b//",
                "grep -oP a file",
                "find . -print -quit",
                "touch --date=@0 file",
                "cp -al a b",
                "date -d @0",
                "mktemp --suffix=a",
                "fmt -w 80 -g 80"
            })
    void theToolsInBsdsNameRefuseWhatGnusAloneTakes(String command) throws Exception {
        List<String> words = List.of(command.split(" "));
        Path program =
                Files.createSymbolicLink(programs.resolve(words.get(0)), Documents.path("cluster-tests/src/bsd.sh"));

        String[] called = words.toArray(String[]::new);
        called[0] = program.toString();
        Commands.Result result = Commands.run(programs, called);
        assertThat(result.output()).startsWith(words.get(0) + ": illegal option: ");
        assertThat(result.exit()).isEqualTo(64);
    }

    @Test
    void theToolsInBsdsNameDoTheRest() throws Exception {
        Path sed = Files.createSymbolicLink(programs.resolve("sed"), Documents.path("cluster-tests/src/bsd.sh"));
        Path file = Files.writeString(programs.resolve("file"), "a\n");

        assertThat(Commands.run(programs, sed.toString(), "-i.old", "-E", "s/(a)/\\1b/", "file"))
                .isEqualTo(new Commands.Result(0, ""));
        assertThat(file).hasContent("ab");
    }
}
