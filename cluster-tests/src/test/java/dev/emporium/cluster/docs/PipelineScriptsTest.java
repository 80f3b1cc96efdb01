package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Charts;
import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Temporary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of the pipelines, in a repository with two services. */
class PipelineScriptsTest {
    private static final String DIGEST = "sha256:" + "5f".repeat(32);

    private static final String ENVIRONMENTS = "argocd/root/values.yaml";

    @TempDir
    private Path remote;

    @TempDir
    private Path repository;

    @BeforeEach
    void haveTwoServices() throws Exception {
        for (String script : List.of("services.sh", "set-image.sh", "push-commit.sh", "promote.sh")) {
            write(".github/scripts/" + script, Files.readString(Documents.path(".github/scripts", script)));
            repository.resolve(".github/scripts").resolve(script).toFile().setExecutable(true);
        }
        for (String service : List.of("cart-service", "order-service")) {
            write(service + "/pom.xml", "");
            write("k8s/" + service + "/values.yaml", "");
        }
        write("platform/pom.xml", "");
        write(ENVIRONMENTS, Files.readString(Documents.path(ENVIRONMENTS)));
        git("init", "--quiet", "--bare", "--initial-branch=main", remote.toString());
        git("init", "--quiet", "--initial-branch=main");
        git("config", "user.name", "somebody");
        git("config", "user.email", "somebody@emporium.example");
        git("remote", "add", "origin", remote.toString());
        commit();
    }

    @Test
    void beforeTheFirstDeploymentEveryServiceHasChanged() throws Exception {
        assertThat(services())
                .isEqualTo("all=[\"cart-service\",\"order-service\"]\nchanged=[\"cart-service\",\"order-service\"]\n");
    }

    @Test
    void onlyWhatHasChangedSinceTheLastDeploymentIsBuilt() throws Exception {
        deploy();
        assertThat(services()).endsWith("changed=[]\n");

        write("README.md", "");
        commit();
        assertThat(services()).endsWith("changed=[]\n");

        write("order-service/pom.xml", "<project/>");
        commit();
        write("README.md", "once more");
        commit();
        assertThat(services()).endsWith("changed=[\"order-service\"]\n");

        write("platform/pom.xml", "<project/>");
        commit();
        assertThat(services()).endsWith("changed=[\"cart-service\",\"order-service\"]\n");
    }

    @Test
    void theImageIsWrittenAsTheChartReadsIt() throws Exception {
        String commit = deploy();

        Path image = repository.resolve("k8s/cart-service/staging.yaml");
        assertThat(Documents.read(image)
                        .get(0)
                        .at("/global/images/cart-service")
                        .toString())
                .isEqualTo("{\"tag\":\"" + commit + "\",\"digest\":\"" + DIGEST + "\"}");
        assertThat(Charts.render(
                        Documents.path("k8s/chart"),
                        "cart-service",
                        Documents.path("k8s/cart-service/values.yaml"),
                        Documents.path("k8s/environments/staging.yaml"),
                        image))
                .anySatisfy(object -> assertThat(object.findValuesAsText("image"))
                        .contains("docker.io/emporium/cart-service:" + commit + "@" + DIGEST));
    }

    @Test
    void whatIsNoDigestIsRefused() throws Exception {
        assertThat(script("set-image.sh", "cart-service", "1", "latest").output())
                .contains("not a digest");
        assertThat(repository.resolve("k8s/cart-service/staging.yaml")).doesNotExist();
    }

    @Test
    void aCommitComesOnTopOfWhatOthersHavePushed() throws Exception {
        git("push", "--quiet", "origin", "main");
        git("commit", "--quiet", "--allow-empty", "--message", "Somebody else's");
        git("push", "--quiet", "origin", "main");
        git("reset", "--quiet", "--hard", "HEAD~1");

        deploy();

        assertThat(git("log", "--format=%s", "origin/main")).containsSubsequence("Deploy ", "Somebody else's");
    }

    @Test
    void productionStaysAtTheCommitThatWasPromoted() throws Exception {
        String before = revisions();
        deploy();
        assertThat(revisions()).isEqualTo(before);

        promote("staging", "HEAD");

        String promoted = promoted();
        assertThat(git("show", promoted + ":k8s/cart-service/production.yaml"))
                .isEqualTo(git("show", promoted + ":k8s/cart-service/staging.yaml"));
        assertThat(git("rev-parse", "origin/main")).isEqualTo(git("rev-parse", "HEAD"));
        assertThat(git("merge-base", "--is-ancestor", promoted, "origin/main")).isEmpty();
    }

    @Test
    void whatReachedMainMeanwhileIsNotPromoted() throws Exception {
        deploy();
        String lookedAt = git("rev-parse", "HEAD").trim();
        write("k8s/chart.yaml", "nobody has tried this");
        commit();
        git("push", "--quiet", "origin", "main");
        git("commit", "--quiet", "--allow-empty", "--message", "Somebody else's");
        git("push", "--quiet", "origin", "main");
        git("reset", "--quiet", "--hard", "HEAD~1");

        promote("staging", lookedAt);

        assertThat(git("ls-tree", "-r", "--name-only", promoted()))
                .contains("k8s/cart-service/production.yaml")
                .doesNotContain("k8s/chart.yaml");
        assertThat(git("log", "--format=%s", "origin/main")).contains("Somebody else's", "Promote ");
        assertThat(git("ls-tree", "-r", "--name-only", "origin/main"))
                .contains("k8s/chart.yaml", "k8s/cart-service/production.yaml");
    }

    @Test
    void sayWhatIsPromoted() throws Exception {
        assertThat(script("promote.sh", "show", "HEAD").output()).contains("no service has an image for staging");
        String commit = deploy();

        assertThat(promote("show", "HEAD"))
                .contains("| cart-service | " + commit + " | " + DIGEST + " | not looked at |")
                .doesNotContain("order-service");
    }

    @Test
    void whatDoesNotRunInStagingIsNotPromoted() throws Exception {
        deploy();
        String image = "docker.io/emporium/cart-service:1@";
        for (String pods : List.of(
                "",
                image + DIGEST + " false\n",
                image + "sha256:" + "0".repeat(64) + " true\n",
                image + DIGEST + " true\n" + image + "sha256:" + "0".repeat(64) + " true\n")) {
            Commands.Result result = withPods(pods, "staging");
            assertThat(result.exit()).as(pods).isNotZero();
            assertThat(result.output())
                    .contains("does not run, or not all of it is ready", "Staging does not run what git");
        }
        assertThat(revisions()).isEqualTo("[\"main\",\"main\"]");

        assertThat(withPods((image + DIGEST + " true\n").repeat(2), "show").output())
                .contains("runs and is ready");
    }

    /** It stays in the list until somebody deletes it, and another one runs in its place. */
    @Test
    void aPodThatWasEvictedHoldsUpNoPromotion() throws Exception {
        deploy();
        String image = "docker.io/emporium/cart-service:1@";

        assertThat(withPods(image + DIGEST + " true\n", "show").output()).contains("runs and is ready");
        assertThat(Files.readString(repository.resolve("bin/asked")))
                .contains("--field-selector status.phase!=Failed,status.phase!=Succeeded ");
    }

    /** With a kubectl that has these pods to tell of. */
    private Commands.Result withPods(String pods, String step) throws Exception {
        Path kubectl = repository.resolve("bin/kubectl");
        write(
                "bin/kubectl",
                "#!/bin/sh\necho \"$*\" > \"${0%%/*}/asked\"\nprintf '%s'".formatted(pods.replace("\n", "\\n")) + "\n");
        kubectl.toFile().setExecutable(true);
        return Commands.run(
                repository,
                "env",
                "STAGING_CONTEXT=staging",
                "PATH=" + kubectl.getParent() + ":" + Commands.PATH,
                repository.resolve(".github/scripts/promote.sh").toString(),
                step,
                "HEAD");
    }

    @Test
    void productionGoesBackToACommitOfMainAndToNoOther() throws Exception {
        deploy();
        promote("staging", "HEAD");
        String first = promoted();
        write("order-service/pom.xml", "<project/>");
        commit();
        deploy();
        promote("staging", "HEAD");
        assertThat(promoted()).isNotEqualTo(first);

        assertThat(promote("back", first)).contains(DIGEST);
        assertThat(promoted()).isEqualTo(first);

        assertThat(promote("former", first)).contains("| cart-service | ", DIGEST);

        git("checkout", "--quiet", "-b", "elsewhere", first);
        git("commit", "--quiet", "--allow-empty", "--message", "Not reviewed");
        git("checkout", "--quiet", "main");
        assertThat(script("promote.sh", "back", "elsewhere").output()).contains("is not on main");
        assertThat(promoted()).isEqualTo(first);

        String never = git("rev-parse", first + "^").trim();
        for (String step : List.of("former", "back")) {
            Commands.Result result = script("promote.sh", step, never);
            assertThat(result.exit()).as(step).isNotZero();
            assertThat(result.output()).contains("production has never run " + never);
        }
        assertThat(promoted()).isEqualTo(first);
    }

    /** A name that consists of digits, or of digits and an e, is not a number. */
    @Test
    void aCommitStaysText() throws Exception {
        write(
                ENVIRONMENTS,
                Files.readString(repository.resolve(ENVIRONMENTS))
                        .replaceFirst(
                                "(?s)(environment: production.*revision: ).*", "$1\"" + "1".repeat(38) + "e5\"\n"));
        JsonNode root = Charts.render(
                        Documents.path("argocd/root"),
                        "root",
                        repository.resolve(ENVIRONMENTS),
                        Temporary.file("repository: https://example.com/r.git"))
                .stream()
                .filter(object -> object.at("/metadata/name").asText().equals("environment-production"))
                .findAny()
                .orElseThrow();

        assertThat(root.at("/spec/source/targetRevision").isTextual()).isTrue();
        assertThat(root.at("/spec/source/helm/valuesObject/revision").asText()).isEqualTo("1".repeat(38) + "e5");

        script("set-image.sh", "cart-service", "1".repeat(40), DIGEST);
        assertThat(Documents.read(repository.resolve("k8s/cart-service/staging.yaml"))
                        .get(0)
                        .at("/global/images/cart-service/tag")
                        .isTextual())
                .isTrue();
        deploy();
        promote("staging", "HEAD");
        assertThat(Files.readString(repository.resolve(ENVIRONMENTS))).contains("revision: \"" + promoted() + "\"");
    }

    private String promote(String step, String commit) throws Exception {
        Commands.Result result = script("promote.sh", step, commit);
        assertThat(result.exit()).as(result.output()).isZero();
        return result.output();
    }

    private String promoted() {
        return Documents.read(repository.resolve(ENVIRONMENTS))
                .get(0)
                .findValuesAsText("revision")
                .get(1);
    }

    private String revisions() {
        return Documents.read(repository.resolve(ENVIRONMENTS)).get(0).findValuesAsText("revision").stream()
                .map(revision -> '"' + revision + '"')
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** As the images workflow does it; gives the commit that was deployed. */
    private String deploy() throws Exception {
        String commit = git("rev-parse", "HEAD").trim();
        script("set-image.sh", "cart-service", commit, DIGEST);
        assertThat(script("push-commit.sh", "Deploy " + commit).exit()).isZero();
        return commit;
    }

    private String services() throws Exception {
        return script("services.sh").output();
    }

    private Commands.Result script(String name, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = repository.resolve(".github/scripts").resolve(name).toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Commands.run(repository, command);
    }

    private void commit() throws Exception {
        git("add", "--all");
        git("commit", "--quiet", "--message", "Change something");
    }

    private String git(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Commands.Result result = Commands.run(repository, command);
        assertThat(result.exit()).as(result.output()).isZero();
        return result.output();
    }

    private void write(String file, String text) throws IOException {
        Path path = repository.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
