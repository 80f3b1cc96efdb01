package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarksTest {
    private static final String RUN = Documents.path("benchmarks/run.sh").toString();

    @TempDir
    private Path folder;

    @Test
    void thePageHasTheTablesOfWhatWasMeasured() throws Exception {
        String page = Files.readString(Documents.path("benchmarks/README.md"));

        assertThat(page.replaceAll("(?s).*<!-- benchmarks/report.py -->\n|<!-- end -->.*", "")
                        .strip())
                .isNotEmpty()
                .isEqualTo(report("--markdown", "benchmarks/result.tsv").strip());
        assertThat(Documents.path("docs/pictures/benchmarks.png")).isNotEmptyFile();
    }

    @Test
    void aLoadIsToldByTheMedianOfItsRoundsAndWhatTheyLieBetween() throws Exception {
        Path rows = rows(
                "loads\tread a product\t32\t1\t90\t1\t9\t0\t100\t1\tproduct-service=100/150\ttool=70/0\tmachine=200/0",
                "loads\tread a product\t32\t2\t300\t2\t8\t0\t300\t1\tproduct-service=90/152\ttool=70/0\tmachine=160/0",
                "loads\tread a product\t32\t3\t100\t4\t7\t1\t100\t1\tproduct-service=200/151\ttool=70/0\tmachine=270/0");

        assertThat(report(rows.toString()))
                .containsPattern(
                        "read a product +32 +100\\.0 +90\\.0\\.\\.300\\.0 +2\\.00 +8\\.00 +1 +1\\.000 +0\\.300\\.\\.2\\.000")
                .containsPattern("read a product +32 +10/151 +7 +0");
    }

    /** Rounds whose platform was as fast as it was, with the agent and without: of each the cost is 10 %. */
    @Test
    void aCostComparesWhatWasMeasuredInTheSameRound() throws Exception {
        Path rows = rows(
                "observability\tnothing\t32\t1\t50\t1\t1\t0\t50\t1\torder-service=100/1",
                "observability\tall\t32\t1\t45\t1\t1\t0\t50\t1\torder-service=110/1\ttrace-receiver=500/1",
                "observability\tnothing\t32\t2\t80\t1\t1\t0\t50\t1\torder-service=50/1",
                "observability\tall\t32\t2\t72\t1\t1\t0\t50\t1\torder-service=55/1\ttrace-receiver=500/1");

        assertThat(report(rows.toString()))
                .containsPattern(
                        "all traces +58\\.5 +45\\.0\\.\\.72\\.0 +1\\.650 +10\\.0 % \\(10\\.0\\.\\.10\\.0\\) +10\\.0 % ");
    }

    @Test
    void aLatencyCountsFromWhenItsRequestWasDue() throws Exception {
        assertThat(python("-B", "-m", "doctest", "benchmarks/constant.py")).isEqualTo(new Commands.Result(0, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--rounds 0", "--seconds 1.5", "--warm-up", "--connections none", "--readme --only pgbench"})
    void whatCannotBeMeasuredIsRefusedBeforeAnythingStarts(String options) throws Exception {
        Commands.Result refused = bash(options);

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.output()).contains(options.split(" ")[0] + " wants ");
    }

    @Test
    void thePageNamesOptionsThatThereAre() throws Exception {
        String help = bash("--help").output();

        assertThat(Files.readString(Documents.path("benchmarks/README.md")).lines())
                .filteredOn(line -> line.startsWith("benchmarks/run.sh "))
                .hasSizeGreaterThan(3)
                .allSatisfy(
                        line -> assertThat(List.of(line.replaceAll(" #.*", "").split(" ")))
                                .filteredOn(word -> word.startsWith("--"))
                                .allSatisfy(option -> assertThat(help).contains("[" + option)));
    }

    private Path rows(String... lines) throws IOException {
        return Files.write(folder.resolve("rows"), List.of(lines));
    }

    private static String report(String... arguments) throws Exception {
        String[] words = new String[arguments.length + 1];
        words[0] = "benchmarks/report.py";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        Commands.Result report = python(words);
        assertThat(report.exit()).as(report.output()).isZero();
        return report.output();
    }

    private static Commands.Result bash(String options) throws Exception {
        assumeThat(System.getProperty("os.name"))
                .as("it measures on Linux alone")
                .isEqualTo("Linux");
        return Commands.run(Documents.path(""), "bash", "-c", RUN + " " + options);
    }

    private static Commands.Result python(String... arguments) throws Exception {
        String[] words = new String[arguments.length + 1];
        words[0] = "python3";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        try {
            return Commands.run(Documents.path(""), words);
        } catch (IOException e) {
            assumeThat(e).as("there is python3").isNull();
            throw e;
        }
    }
}
