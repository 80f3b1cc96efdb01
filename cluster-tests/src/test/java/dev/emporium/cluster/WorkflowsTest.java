package dev.emporium.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkflowsTest {
    private static final String RIGHT =
            """
            on: push
            permissions: {contents: read}
            jobs:
              test:
                runs-on: ubuntu-24.04
                timeout-minutes: 5
                steps:
                  - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
                  - run: echo "$TITLE"
                    env: {TITLE: "${{ github.event.head_commit.message }}", KEY: "${{ secrets.DOCKER_PASSWORD }}"}
            """;
    private static final Set<String> SECRETS = Set.of("DOCKER_USERNAME", "DOCKER_PASSWORD");
    private static final String ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";

    @TempDir
    private Path folder;

    static Stream<Path> files() {
        return Workflows.files().stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyWorkflowKeepsTheRules(Path file) throws IOException {
        String workflow = Files.readString(file);

        assertThat(Schemas.violations("schemastore/github-workflow", Workflows.parse(workflow)))
                .isEmpty();
        assertThat(problems(workflow)).isEmpty();
    }

    @Test
    void eachRuleFindsWhatBreaksIt() {
        assertThat(problems(RIGHT)).isEmpty();

        assertBroken(RIGHT.replaceFirst("@.* #", "@v7 #"), "not a commit");
        assertBroken(RIGHT.replaceFirst(" # v7.0.1", ""), "not a commit");
        assertBroken(RIGHT.replace("{contents: read}", "{contents: read, packages: write}"), "permissions");
        assertBroken(RIGHT.replace("permissions: {contents: read}\n", ""), "permissions");
        assertBroken(RIGHT.replace("\"$TITLE\"", "${{ github.event.head_commit.message }}"), "within a script");
        assertBroken(RIGHT.replace("    timeout-minutes: 5\n", ""), "time-out");
        assertBroken(RIGHT.replace("DOCKER_PASSWORD", "SIGNING_KEY"), "SIGNING_KEY");
        assertBroken(RIGHT + "    secrets: inherit\n", "inherit");
    }

    @Test
    void dependabotLooksAfterAllThatIsPinned() {
        var dependabot =
                Documents.read(Documents.path(".github/dependabot.yml")).get(0);

        assertThat(Schemas.violations("schemastore/dependabot-2.0", dependabot)).isEmpty();
        assertThat(dependabot.findValuesAsText("package-ecosystem"))
                .contains("maven", "docker", "docker-compose", "github-actions");
    }

    @Test
    void imagesArePushedToWhereTheChartTakesThemFrom() throws IOException {
        String registry = Documents.read(Documents.path("k8s/chart/values.yaml"))
                .get(0)
                .at("/global/image/registry")
                .asText();

        assertThat(Workflows.registries(Files.readString(Documents.path(".github/workflows/images.yml"))))
                .containsExactly(registry);
    }

    @Test
    void testsAreRunForChangesToMainAndDevelop() {
        var triggers = Documents.read(Documents.path(".github/workflows/ci.yml"))
                .get(0)
                .path("on");

        assertThat(triggers.has("pull_request")).isTrue();
        assertThat(triggers.at("/push/branches"))
                .extracting(branch -> branch.asText())
                .containsExactly("main", "develop");
    }

    @Test
    void everyServiceIsTestedAndBuilt() throws Exception {
        List<String> services = ServiceChecklist.services(Documents.path(""));
        String quoted = services.stream()
                .map(name -> '"' + name + '"')
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();

        assertThat(run(Documents.path(""), List.of("bash", ".github/scripts/services.sh")))
                .contains("all=[" + quoted + "]");
    }

    @Test
    void actionlintFindsNothing() throws Exception {
        List<String> actionlint = actionlint();

        assertThat(run(Documents.path(""), actionlint)).isEmpty();
        Path broken = Files.writeString(
                folder.resolve("broken.yml"), RIGHT.replace("github.event.head", "githib.event.head"));
        assertThat(run(
                        folder,
                        Stream.concat(actionlint.stream(), Stream.of(broken.toString()))
                                .toList()))
                .contains("githib");
    }

    private static List<String> actionlint() throws Exception {
        for (List<String> command : List.of(List.of("actionlint"), List.of("go", "run", ACTIONLINT))) {
            try {
                run(
                        Path.of("."),
                        Stream.concat(command.stream(), Stream.of("-version")).toList());
                return command;
            } catch (IOException | IllegalStateException e) {
                // the next one
            }
        }
        return abort("actionlint is not installed, and there is no Go to fetch it with");
    }

    /** What a command says; with one that cannot be run, or does not end, an exception. */
    private static String run(Path in, List<String> command) throws Exception {
        Path output = Files.createTempFile("output", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(in.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " does not end");
            }
            return Files.readString(output);
        } finally {
            Files.delete(output);
        }
    }

    private static void assertBroken(String workflow, String problem) {
        assertThat(workflow).isNotEqualTo(RIGHT);
        assertThat(problems(workflow)).singleElement().asString().contains(problem);
    }

    private static List<String> problems(String workflow) {
        Stream<Function<String, List<String>>> rules = Stream.of(
                Workflows::pins,
                Workflows::permissions,
                Workflows::scripts,
                Workflows::timeouts,
                text -> Workflows.secrets(text, SECRETS));
        return rules.flatMap(rule -> rule.apply(workflow).stream()).toList();
    }
}
