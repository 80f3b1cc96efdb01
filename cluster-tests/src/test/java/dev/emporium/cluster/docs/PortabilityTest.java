package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All scripts, and what {@code src/bsd.sh} refuses when they are run in its name. */
class PortabilityTest {
    /** They measure by what Linux tells of its processes, and say so elsewhere. */
    private static final String LINUX_ALONE = "benchmarks/run.sh";

    @TempDir
    private Path programs;

    static Stream<String> scripts() throws IOException {
        return Stream.concat(Stream.of(".ci/run"), Arrays.stream(ScriptsTest.scripts()))
                .filter(script -> !script.equals(LINUX_ALONE) && !script.equals("cluster-tests/src/bsd.sh"));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void needsNoLaterShellAndNoToolOfGnu(String script) throws IOException {
        assertThat(Portability.of(Files.readString(Documents.path(script)))).isEmpty();
    }

    @Test
    void whatRunsOnLinuxAloneSaysSo() throws IOException {
        assertThat(Files.readString(Documents.path(LINUX_ALONE)))
                .contains("[ \"$(uname)\" = Linux ] || fail")
                .satisfies(script -> assertThat(Portability.of(script)).isNotEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    ASSOCIATIVE_ARRAY             ~ declare -A port=()
                    ASSOCIATIVE_ARRAY             ~ local -n other=$1
                    MAPFILE                       ~ mapfile -t old < <(old_modules)
                    CHANGE_OF_CASE                ~ echo "${name,,}"
                    CHANGE_OF_CASE                ~ echo "${names[0]^^}"
                    TEST_OF_A_VARIABLE            ~ [[ -v HOME ]]
                    TEST_OF_A_VARIABLE            ~ now=$EPOCHSECONDS
                    OPTION_OF_A_LATER_SHELL       ~ shopt -s globstar
                    REDIRECTION_OF_A_LATER_SHELL  ~ mvn verify |& tee log
                    CASE_THAT_FALLS_THROUGH       ~ a) echo a ;;&
                    TIME_BY_PRINTF                ~ printf '%(%F)T' -1
                    SED_IN_PLACE_WITHOUT_A_SUFFIX ~ sed -i "s/a/b/" pom.xml
                    SED_IN_PLACE_WITHOUT_A_SUFFIX ~ find . -exec sed -i -E 's/a/b/' {} +
                    SED_OF_GNU                    ~ mvn | sed -u 's/a//'
                    SED_OF_GNU                    ~ sed 's/\\x1b\\[[0-9;]*m//g'
                    SED_OF_GNU                    ~ sed -n 's/a\\|b/c/p'
                    GREP_OF_PERL                  ~ grep -oP '(?<=a)b'
                    DATE_OF_GNU                   ~ date -u -d @0 +%F
                    DATE_OF_GNU                   ~ began="$(date +%s%N)"
                    PATH_OF_GNU                   ~ data="$(realpath -m "$1")"
                    PATH_OF_GNU                   ~ cd "$(readlink -f .)"
                    STAT_OF_GNU                   ~ stat -c %s file
                    SORT_BY_VERSION               ~ sort -rV
                    XARGS_OF_GNU                  ~ xargs -r rm
                    BASE64_OF_GNU                 ~ base64 -w0 file
                    TOOL_OF_LINUX                 ~ timeout 120 pip install
                    TOOL_OF_LINUX                 ~ cat file | sha256sum -c
                    FILES_OF_LINUX                ~ tr '\\0' ' ' <"/proc/$pid/cmdline"
                    MKTEMP_OF_GNU                 ~ mktemp -d --suffix=.log
                    TOUCH_OF_GNU                  ~ touch --date=@0 file
                    CP_OF_GNU                     ~ cp -al a b
                    FIND_OF_GNU                   ~ find . -newer a -print -quit
                    FIND_OF_GNU                   ~ find -name a
                    HEAD_OF_GNU                   ~ head -n -1 file
                    FMT_OF_GNU                    ~ fmt -w 80 -g 80
                    AWK_OF_GNU                    ~ awk '{ print strftime("%F") }'
                    """)
    void eachRuleFindsWhatBreaksIt(Portability rule, String line) {
        assertThat(Portability.of(line)).containsExactly(rule + ": " + line);
        assertThat(rule.violations("# " + line + "\ntrue")).isEmpty();
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
