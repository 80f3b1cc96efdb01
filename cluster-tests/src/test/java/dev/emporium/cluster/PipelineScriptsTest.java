package dev.emporium.cluster;

import static org.assertj.core.api.Assertions.assertThat;

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

        script("promote.sh");

        String promoted = git("rev-parse", "HEAD~1").trim();
        assertThat(revisions()).isEqualTo("[\"main\",\"" + promoted + "\"]");
        assertThat(git("show", promoted + ":k8s/cart-service/production.yaml"))
                .isEqualTo(git("show", promoted + ":k8s/cart-service/staging.yaml"));
        assertThat(git("rev-parse", "origin/main")).isEqualTo(git("rev-parse", "HEAD"));
    }

    @Test
    void productionGoesBackToACommitOfMainAndToNoOther() throws Exception {
        String first = git("rev-parse", "HEAD").trim();
        deploy();
        script("promote.sh");

        assertThat(script("promote.sh", first).exit()).isZero();
        assertThat(revisions()).isEqualTo("[\"main\",\"" + first + "\"]");

        git("checkout", "--quiet", "-b", "elsewhere", first);
        git("commit", "--quiet", "--allow-empty", "--message", "Not reviewed");
        git("checkout", "--quiet", "main");
        assertThat(script("promote.sh", "elsewhere").output()).contains("is not on main");
        assertThat(revisions()).isEqualTo("[\"main\",\"" + first + "\"]");
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
