package dev.emporium.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
    void imagesArePushedToWhereTheChartTakesThemFromAndComposeNamesThem() throws IOException {
        String registry = Documents.read(Documents.path("k8s/chart/values.yaml"))
                .get(0)
                .at("/global/image/registry")
                .asText();
        JsonNode compose =
                Documents.read(Documents.path("docker-compose.yml")).get(0).path("services");

        assertThat(Workflows.registries(Files.readString(Documents.path(".github/workflows/images.yml"))))
                .containsExactly(registry);
        assertThat(Workflows.registries("docker.io/emporium/a docker.io/others/b"))
                .containsExactly("docker.io/emporium", "docker.io/others");
        assertThat(ServiceChecklist.services(Documents.path(""))).allSatisfy(service -> assertThat(
                        "docker.io/" + compose.path(service).path("image").asText())
                .startsWith(registry + "/" + service + ":"));
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
    void latestIsWhatMainHas() throws IOException {
        assertThat(Files.readString(Documents.path(".github/workflows/images.yml"))
                        .lines())
                .filteredOn(line -> line.contains(":latest"))
                .singleElement()
                .asString()
                .contains("github.ref == 'refs/heads/main' &&");
    }

    @Test
    void actionlintFindsNothing() throws Exception {
        String[] actionlint = actionlint();

        assertThat(Commands.run(Documents.path(""), actionlint)).isEqualTo(new Commands.Result(0, ""));
        Path broken = Files.writeString(
                folder.resolve("broken.yml"), RIGHT.replace("github.event.head", "githib.event.head"));
        assertThat(Commands.run(folder, with(actionlint, broken.toString())).output())
                .contains("githib");
    }

    private static String[] actionlint() throws InterruptedException {
        for (String[] command : List.of(new String[] {"actionlint"}, new String[] {"go", "run", ACTIONLINT})) {
            try {
                if (Commands.run(Path.of("."), with(command, "-version")).exit() == 0) {
                    return command;
                }
            } catch (IOException | IllegalStateException e) {
                // not this one
            }
        }
        return abort("actionlint is not installed, and there is no Go that could fetch it");
    }

    private static String[] with(String[] command, String argument) {
        return Stream.concat(Stream.of(command), Stream.of(argument)).toArray(String[]::new);
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
