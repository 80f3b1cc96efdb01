package dev.emporium.cluster.argo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationSetsTest {
    private static final String SET =
            """
            kind: ApplicationSet
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators:
                - matrix:
                    generators:
                      - list: {elements: [{stage: test, port: "1"}, {stage: live, port: "2"}]}
                      - git: {revision: "{{.stage}}", directories: [{path: "k8s/*-service"}]}
              template:
                metadata: {name: "{{.path.basename}}-{{ .stage }}"}
                spec: {source: {path: "{{.path.path}}", helm: {valueFiles: ["{{.stage}}-{{.port}}.yaml"]}}}
            """;

    @TempDir
    private Path repository;

    @BeforeEach
    void haveTwoServicesAndWhatIsNone() throws IOException {
        for (String folder : List.of("cart-service", "order-service", "chart")) {
            Files.createDirectories(repository.resolve("k8s").resolve(folder));
            Files.writeString(repository.resolve("k8s").resolve(folder).resolve("values.yaml"), "port: 8001\n");
        }
    }

    @Test
    void makesAnApplicationOfEachFolderInEachStage() {
        assertThat(expand(SET))
                .extracting(application -> application.at("/metadata/name").asText())
                .containsExactly("cart-service-test", "order-service-test", "cart-service-live", "order-service-live");
    }

    @Test
    void fillsEveryTextAndLetsTheFirstGeneratorWin() {
        assertThat(expand(SET).get(0).at("/spec/source"))
                .hasToString("{\"path\":\"k8s/cart-service\",\"helm\":{\"valueFiles\":[\"test-1.yaml\"]}}");
    }

    /** What Argo CD 3.5.1 said, where an umbrella's charts have links of the services' names. */
    @Test
    void refusesTwoApplicationsOfOneName() throws IOException {
        Path link = repository.resolve("k8s/platform/charts/cart-service/values.yaml");
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of("../../../cart-service/values.yaml"));
        String files = SET.replace(
                "directories: [{path: \"k8s/*-service\"}]", "files: [{path: \"k8s/*-service/values.yaml\"}]");

        assertThatThrownBy(() -> expand(files))
                .hasMessageContaining(
                        "contains applications with duplicate name: [cart-service-test, cart-service-live]");
        assertThat(expand(SET)).hasSize(4);
    }

    /** What Argo CD 3.5.1 answers to a pattern: for files it asks git, for directories Go's path.Match. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            k8s/*-service/values.yaml, k8s/cart-service/values.yaml,                 true,  true
            k8s/*-service/values.yaml, k8s/platform/charts/cart-service/values.yaml, true,  false
            k8s/*-service,             k8s/cart-service,                             true,  true
            k8s/*-service,             k8s/platform/charts/cart-service,             true,  false
            k8s/*-service,             k8s/cart-service-2,                           false, false
            k8s/?art-service,          k8s/cart-service,                             true,  true
            k8s/cart?service,          k8s/cart/service,                             true,  false
            k8s/*,                     k8s/chart,                                    true,  true
            *-service,                 cart-service,                                 true,  true
            k8s/cart.service,          k8s/cart-service,                             false, false
            """)
    void understandsPatternsAsArgoCdDoes(String pattern, String path, boolean isFile, boolean isDirectory) {
        assertThat(ApplicationSets.filePattern(pattern).matcher(path).matches()).isEqualTo(isFile);
        assertThat(ApplicationSets.directoryPattern(pattern).matcher(path).matches())
                .isEqualTo(isDirectory);
    }

    @Test
    void agreesWithGitAboutPatternsOfFiles() throws Exception {
        for (String file : List.of("k8s/platform/charts/cart-service/values.yaml", "k8s/cart/service")) {
            Files.createDirectories(repository.resolve(file).getParent());
            Files.writeString(repository.resolve(file), "");
        }
        git("init", "--quiet");
        git("add", "--all");

        for (String pattern : List.of("k8s/*-service/values.yaml", "k8s/cart?service", "k8s/*/values.yaml", "*.yaml")) {
            assertThat(git("ls-files").stream().filter(file -> ApplicationSets.filePattern(pattern)
                            .matcher(file)
                            .matches()))
                    .as(pattern)
                    .containsExactlyElementsOf(git("ls-files", "--", pattern));
        }
    }

    private List<String> git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-C", repository.toString()));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = git.inputReader().lines().toList();
        assertThat(git.waitFor()).as("%s: %s", command, lines).isZero();
        return lines;
    }

    @Test
    void refusesAParameterThatIsMissing() {
        assertThatThrownBy(() -> expand(SET.replace("{{.port}}", "{{.prot}}"))).hasMessageContaining(".prot");
        assertThatThrownBy(() -> expand(SET.replace("revision: \"{{.stage}}\"", "revision: \"{{.satge}}\"")))
                .hasMessageContaining(".satge");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> expand(SET.replace("{{.path.path}}", "{{.path.path | base}}")))
                .hasMessageContaining("more than a parameter");
        assertThatThrownBy(() -> expand(SET.replace("list:", "clusters:"))).hasMessageContaining("unknown generator");
        assertThatThrownBy(() -> expand(SET.replace("missingkey=error", "missingkey=zero")))
                .hasMessageContaining("missing parameter");
    }

    private List<JsonNode> expand(String set) {
        return ApplicationSets.expand(Documents.parse(set).get(0), repository);
    }
}
