package dev.emporium.cluster.render;

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

class ChartsTest {
    @TempDir
    Path chart;

    @BeforeEach
    void aChart() throws IOException {
        Files.writeString(chart.resolve("Chart.yaml"), "apiVersion: v2\nname: small\nversion: 1.0.0\n");
        Files.writeString(chart.resolve("values.yaml"), "port: 80\n");
        Files.createDirectory(chart.resolve("templates"));
        template("{{ .Values.port }}");
    }

    @Test
    void rendersAHookLikeEverythingElse() {
        JsonNode object = Charts.render(chart, "shop").get(0);

        assertThat(object.at("/metadata/name").asText()).isEqualTo("shop");
        assertThat(object.at("/metadata/annotations/helm.sh~1hook").asText()).isEqualTo("pre-install");
        assertThat(object.at("/data/port").asText()).isEqualTo("80");
    }

    @Test
    void takesTheLaterOfTwoValues() throws IOException {
        Path first = Files.writeString(chart.resolve("first.yaml"), "port: 81");
        Path second = Files.writeString(chart.resolve("second.yaml"), "port: 82");

        assertThat(Charts.render(chart, "shop", first, second)
                        .get(0)
                        .at("/data/port")
                        .asText())
                .isEqualTo("82");
    }

    @Test
    void findsATemplateThatCannotBeRendered() throws IOException {
        template("{{ .Values.port.number }}");

        assertThat(Charts.lint(chart)).isNotEmpty();
        assertThatThrownBy(() -> Charts.render(chart, "shop")).hasMessageContaining("port.number");
    }

    @Test
    void findsNothingInAGoodChart() {
        assertThat(Charts.lint(chart)).isEqualTo(List.of());
    }

    private void template(String port) throws IOException {
        Files.writeString(
                chart.resolve("templates/configuration.yaml"),
                """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: {{ .Release.Name }}
                  annotations: {helm.sh/hook: pre-install}
                data:
                  port: "%s"
                """
                        .formatted(port));
    }
}
