package dev.emporium.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                      - git: {revision: "{{.stage}}", files: [{path: "k8s/*-service/values.yaml"}]}
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
    void makesAnApplicationOfEachFileInEachStage() {
        assertThat(expand(SET))
                .extracting(application -> application.at("/metadata/name").asText())
                .containsExactly("cart-service-test", "order-service-test", "cart-service-live", "order-service-live");
    }

    @Test
    void fillsEveryTextAndLetsTheFirstGeneratorWin() {
        assertThat(expand(SET).get(0).at("/spec/source"))
                .hasToString("{\"path\":\"k8s/cart-service\",\"helm\":{\"valueFiles\":[\"test-1.yaml\"]}}");
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
