package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Schemas;
import dev.emporium.cluster.render.Services;
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
                    with: {persist-credentials: false}
                  - run: echo "$TITLE"
                    env: {TITLE: "${{ github.event.head_commit.message }}", KEY: "${{ secrets.DOCKER_PASSWORD }}"}
            """;
    private static final Set<String> SECRETS = Set.of("DOCKER_USERNAME", "DOCKER_PASSWORD", "STAGING_KUBECONFIG");

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
        assertBroken(RIGHT.replace("{persist-credentials: false}", "{ref: main}"), "credentials");
        assertBroken(RIGHT.replace("credentials: false", "credentials: true"), "credentials");
        assertThat(problems(RIGHT.replace("credentials: false", "credentials: true")
                        .replace("    timeout", "    permissions: {contents: write}\n    timeout")))
                .isEmpty();
    }

    @Test
    void dependabotLooksAfterAllThatIsPinned() throws IOException {
        String dependabot = Files.readString(Documents.path(".github/dependabot.yml"));

        assertThat(Schemas.violations("schemastore/dependabot-2.0", Workflows.parse(dependabot)))
                .isEmpty();
        assertThat(Workflows.unwatched(Workflows.parse(dependabot))).isEmpty();
        for (String ecosystem : List.of("maven", "docker", "docker-compose", "github-actions", "npm", "pip")) {
            String other = dependabot.replace("ecosystem: " + ecosystem + "\n", "ecosystem: gomod\n");
            assertThat(Workflows.unwatched(Workflows.parse(other))).containsExactly(ecosystem);
        }
        assertThat(Workflows.unwatched(Workflows.parse(dependabot.replace("directory: /", "directory: /images"))))
                .hasSize(6);
        assertThat(Schemas.violations(
                        "schemastore/dependabot-2.0", Workflows.parse(dependabot.replace("weekly", "sometimes"))))
                .isNotEmpty();
    }

    @Test
    void whatIsNewIsProposedWhenItIsAWeekOld() throws IOException {
        JsonNode dependabot = Workflows.parse(Files.readString(Documents.path(".github/dependabot.yml")));

        assertThat(Workflows.hasty(dependabot)).isEmpty();
        ((ObjectNode) dependabot.at("/updates/0/cooldown")).put("default-days", 1);
        ((ObjectNode) dependabot.at("/updates/1")).remove("cooldown");
        assertThat(Workflows.hasty(dependabot)).containsExactly("maven", "docker");
    }

    @Test
    void allIsTestedWithEachJavaThatIsPromised() throws IOException {
        String readme = Files.readString(Documents.path("README.md"));
        String workflow = Files.readString(Documents.path(".github/workflows/ci.yml"));

        assertThat(readme).contains("a JDK (17, 21 or 25)");
        assertThat(Workflows.javas(workflow)).containsExactly("17", "21", "25");
        assertThat(Workflows.javas(workflow.replace("\"21\", ", ""))).containsExactly("17", "25");
        assertThat(Workflows.javas(workflow.replace("${{ matrix.java }}", "\"17\"")))
                .isEmpty();
    }

    @Test
    void itIsTriedOnEachMachineThatIsPromised() throws IOException {
        String readme = Files.readString(Documents.path("README.md"));
        String workflow = Files.readString(Documents.path(".github/workflows/ci.yml"));
        String[] machines = {"ubuntu-24.04", "ubuntu-24.04-arm", "macos-15-intel", "macos-15"};

        assertThat(readme).contains("Linux or macOS, on x86-64 or ARM64").contains(machines);
        assertThat(Workflows.machines(workflow)).containsExactly(machines);
        assertThat(Workflows.machines(workflow.replace(", macos-15]", "]"))).hasSize(3);
        assertThat(Workflows.machines(workflow.replace("${{ matrix.machine }}", "ubuntu-24.04")))
                .isEmpty();
    }

    @Test
    void imagesArePushedToWhereTheChartTakesThemFromAndComposeNamesThem() throws IOException {
        String workflow = Files.readString(Documents.path(".github/workflows/images.yml"));
        String compose = Files.readString(Documents.path("docker-compose.yml"));

        assertThat(imageProblems(workflow, compose)).isEmpty();
        assertThat(imageProblems(workflow.replaceFirst("docker.io/emporium", "docker.io/others"), compose))
                .containsExactly("images are pushed to [docker.io/emporium, docker.io/others]");
        assertThat(imageProblems(workflow.replaceFirst("docker.io/emporium", "ghcr.io/emporium"), compose))
                .containsExactly("images are pushed to [docker.io/emporium, ghcr.io/emporium]");
        assertThat(imageProblems(workflow, compose.replace("emporium/cart-service:", "shop/cart-service:")))
                .containsExactly("Compose names docker.io/shop/cart-service:${VERSION:-dev}");
        assertThat(imageProblems(workflow, compose.replace("emporium/cart-service:", "emporium/order-service:")))
                .containsExactly("Compose names docker.io/emporium/order-service:${VERSION:-dev}");
    }

    private static List<String> imageProblems(String workflow, String compose) {
        String registry = Documents.read(Documents.path("k8s/chart/values.yaml"))
                .get(0)
                .at("/global/image/registry")
                .asText();
        return Workflows.images(workflow, registry, Workflows.parse(compose), Services.modules());
    }

    @Test
    void testsAreRunForChangesToMainAndDevelop() throws IOException {
        String workflow = Files.readString(Documents.path(".github/workflows/ci.yml"));
        String requests = "not every pull request is tested";
        String pushes = "not every push to main and develop is tested";

        assertThat(Workflows.triggers(workflow)).isEmpty();
        assertThat(Workflows.triggers(workflow.replace("  pull_request:\n", "")))
                .containsExactly(requests);
        assertThat(Workflows.triggers(workflow.replace("pull_request:", "pull_request: {branches: [main]}")))
                .containsExactly(requests);
        assertThat(Workflows.triggers(workflow.replace("[main, develop]", "[main]")))
                .containsExactly(pushes);
        assertThat(Workflows.triggers(workflow.replace("[main, develop]", "[main, develop]\n    paths: [k8s]")))
                .containsExactly(pushes);
    }

    @Test
    void latestIsWhatMainHas() throws IOException {
        String workflow = Files.readString(Documents.path(".github/workflows/images.yml"));

        assertThat(Workflows.latest(workflow)).isEmpty();
        assertThat(Workflows.latest(workflow.replace("'refs/heads/main' &&", "'refs/heads/develop' &&")))
                .hasSize(1);
        assertThat(Workflows.latest(workflow.replace("{{ github.ref", "{{ inputs.services != '[]' || github.ref")))
                .hasSize(1);
        assertThat(Workflows.latest(workflow + "            ${{ env.IMAGE }}:latest\n"))
                .hasSize(1);
        assertThat(Workflows.latest(workflow.replace(":latest", ":newest"))).hasSize(1);
    }

    @Test
    void aReleaseIsMadeOfItsTagAlone() throws IOException {
        String workflow = Files.readString(Documents.path(".github/workflows/release.yml"));

        assertThat(Workflows.release(workflow)).isEmpty();
        assertRelease(workflow, "tags: [\"v*\"]", "branches: [main]", "it is not made of tags alone");
        assertRelease(workflow, "  push:\n", "  workflow_dispatch:\n  push:\n", "it is not made of tags alone");
        assertRelease(
                workflow,
                "version.sh is-that-of \"$GITHUB_REF_NAME\"",
                "version.sh is-that-of \"$GITHUB_REF_NAME\" || true",
                "it does not begin with version.sh is-that-of \"$GITHUB_REF_NAME\"");
        assertRelease(
                workflow,
                "changelog.sh \"$version\"\n",
                "version.sh\n",
                "it does not begin with changelog.sh \"$version\"");
        assertRelease(workflow, "    needs: check\n", "", "tests does not wait for the check");
        assertRelease(workflow, "images.yml\n", "others.yml\n", "its images are not made as all others");
        assertRelease(
                workflow,
                "      - run: ./run_tests.sh\n",
                "      - run: ./run_tests.sh || true\n",
                "not tests, then images, then the release");
        assertRelease(workflow, "[check, tests]", "[check]", "not tests, then images, then the release");
        assertRelease(workflow, "[check, images]", "[check]", "not tests, then images, then the release");
    }

    private static void assertRelease(String workflow, String right, String wrong, String problem) {
        assertThat(workflow).contains(right);
        assertThat(Workflows.release(workflow.replace(right, wrong))).containsExactly(problem);
    }

    @Test
    void imagesOfAReleaseAreNamedByItsVersionAndOthersByTheirCommit() throws IOException {
        String workflow = Files.readString(Documents.path(".github/workflows/images.yml"));

        assertThat(Workflows.imageTags(workflow)).isEmpty();
        assertThat(Workflows.imageTags(workflow.replace("inputs.version || github.sha", "github.sha")))
                .hasSize(1);
        assertThat(Workflows.imageTags(workflow.replace(
                        "image-ref: ${{ env.IMAGE }}:${{ env.TAG }}", "image-ref: ${{ env.IMAGE }}:${{ github.sha }}")))
                .hasSize(1);
    }

    @Test
    void actionlintFindsNothing() throws Exception {
        List<String> actionlint = Linters.actionlint();

        assertThat(Linters.run(actionlint, Documents.path(""))).isEqualTo(new Commands.Result(0, ""));
        Path broken = Files.writeString(
                folder.resolve("broken.yml"), RIGHT.replace("github.event.head", "githib.event.head"));
        assertThat(Linters.run(actionlint, folder, broken.toString()).output()).contains("githib");
    }

    @Test
    void zizmorFindsNothing() throws Exception {
        List<String> zizmor = Linters.zizmor();

        Commands.Result result = Linters.run(zizmor, Documents.path(""), "--quiet", "--offline", ".");
        assertThat(result.output()).contains("No findings");
        assertThat(result.exit()).isZero();
        Path workflows = Files.createDirectories(folder.resolve(".github/workflows"));
        Files.writeString(
                workflows.resolve("broken.yml"), RIGHT.replace("{persist-credentials: false}", "{ref: main}"));
        assertThat(Linters.run(zizmor, folder, "--quiet", "--offline", ".").output())
                .contains("artipacked");
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
                Workflows::credentials,
                text -> Workflows.secrets(text, SECRETS));
        return rules.flatMap(rule -> rule.apply(workflow).stream()).toList();
    }
}
