package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code k8s/kind.sh} with programs that only note what they are asked for. */
class KindScriptTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```\n(.*?)^```$");

    @TempDir
    private Path programs;

    @BeforeEach
    void pretend() throws IOException {
        for (String name : List.of("docker", "kind", "kubectl", "helm", "openssl", "curl")) {
            Path program = Files.writeString(
                    programs.resolve(name),
                    """
                    #!/bin/sh
                    echo "${0##*/} $*" >> %s/asked
                    [ "${0##*/}" != curl ] || echo '{"access_token": "t", "product_id": "p-1"}'
                    [ "${0##*/} $1" != "$FAILING" ]
                    """
                            .formatted(programs));
            program.toFile().setExecutable(true);
        }
    }

    @Test
    void doesWhatTheGuideSays() throws Exception {
        String guide = Files.readString(Documents.path("docs/deployment.md"));
        String part = guide.substring(guide.indexOf("## On your own machine"), guide.indexOf("\n## Production"));
        List<String> blocks =
                BLOCK.matcher(part).results().map(block -> block.group(1)).toList();

        Commands.Result printed = Commands.run(Documents.path(""), "k8s/kind.sh", "--print");
        assertThat(blocks).hasSize(8);
        assertThat(printed.output()).containsSubsequence(blocks);
        assertThat(printed.output().lines().filter(line -> !line.isEmpty() && !line.startsWith("echo; echo \"")))
                .containsExactlyElementsOf(blocks.stream()
                        .flatMap(String::lines)
                        .filter(line -> !line.isEmpty())
                        .toList());
    }

    @Test
    void goesFromTheClusterToAnOrder() throws Exception {
        Commands.Result result = run("nothing");

        assertThat(result.exit()).isZero();
        assertThat(result.output()).contains("1. A cluster with the operators", "5. See that it works", "p-1");
        assertThat(Files.readString(programs.resolve("asked")))
                .containsPattern("curl -s \\S+/orders/ [^$]*\"product_id\":\"p-1\"");
        assertThat(asked())
                .startsWith("kind create cluster --name emporium")
                .contains("kind load docker-image docker.io/emporium/order-service:local --name emporium")
                .containsSubsequence(
                        "kind load docker-image docker.io/emporium/simulators:local --name emporium",
                        "helm upgrade --install infrastructure k8s/infrastructure --namespace emporium --create-namespace"
                                + " --take-ownership --values k8s/environments/local.yaml")
                .anyMatch(line -> line.startsWith("helm upgrade --install platform k8s/platform "))
                .anyMatch(line -> line.startsWith("kubectl -n emissary port-forward "));
    }

    /** Neither an operator nor a service: those are what Argo CD is tried with. */
    @Test
    void preparesAClusterForArgoCd() throws Exception {
        assertThat(run("nothing", "--argocd").exit()).isZero();

        assertThat(asked())
                .startsWith("kind create cluster --name emporium")
                .containsSubsequence(
                        "kubectl create namespace emporium-secrets",
                        "kind load docker-image docker.io/emporium/simulators:local --name emporium",
                        "kind load docker-image docker.io/emporium/shipping-service:local --name emporium",
                        "kubectl apply --server-side --kustomize argocd/install",
                        "kubectl -n argocd rollout status statefulset/argocd-application-controller --timeout=10m")
                .filteredOn(line -> line.startsWith("helm"))
                .singleElement()
                .asString()
                .contains(" metrics-server ");
    }

    /** The demo accounts are switched on beside it, and its address may be none of theirs. */
    @Test
    void makesAnAdminWhoIsNoDemoAccount() throws Exception {
        assertThat(run("nothing").exit()).isZero();

        assertThat(Files.readString(programs.resolve("asked")))
                .contains("FIRST_ADMIN_EMAIL=")
                .doesNotContain("FIRST_ADMIN_EMAIL=admin@emporium.example");
    }

    @Test
    void stopsWhereSomethingFailsAndGoesOnFromThere() throws Exception {
        assertThat(run("docker build").exit()).isNotZero();
        assertThat(asked()).last().asString().startsWith("docker build");

        Files.delete(programs.resolve("asked"));
        assertThat(run("nothing", "3").exit()).isZero();
        assertThat(asked()).first().asString().startsWith("docker build");
    }

    @Test
    void namesTheProgramThatIsMissing() throws Exception {
        Files.delete(programs.resolve("helm"));
        for (String name : List.of("bash", "dirname", "env")) {
            Path program = Path.of("/bin", name);
            Files.createSymbolicLink(
                    programs.resolve(name), Files.exists(program) ? program : Path.of("/usr/bin", name));
        }

        assertThat(Commands.run(Documents.path(""), "env", "PATH=" + programs, "k8s/kind.sh"))
                .isEqualTo(new Commands.Result(1, "There is no helm: see docs/deployment.md\n"));
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(programs.resolve("asked"));
    }

    private Commands.Result run(String failing, String... arguments) throws Exception {
        return Commands.run(
                Documents.path(""),
                Stream.concat(
                                Stream.of(
                                        "env",
                                        "PATH=" + programs + ":" + Commands.PATH,
                                        "FAILING=" + failing,
                                        "k8s/kind.sh"),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
