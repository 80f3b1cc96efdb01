package dev.emporium.cluster.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.logging.FluentdConfig.Section;
import dev.emporium.cluster.render.Broken;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Kustomization;
import dev.emporium.cluster.render.RulesTest;
import dev.emporium.cluster.render.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FluentdTest extends RulesTest<FluentdRules> {
    private static final Path FOLDER = Documents.path("logging/fluentd");
    private static final JsonNode CONTAINER = new Cluster(Kustomization.render(Documents.path("logging")))
            .find("DaemonSet", "fluentd")
            .orElseThrow()
            .at("/spec/template/spec/containers/0");

    @TempDir
    private Path folder;

    FluentdTest() {
        super("fluentd", FluentdRules.ALL);
    }

    @Override
    protected Map<String, FluentdRules> documents() {
        return Map.of("fluent.conf", new FluentdRules(FluentdConfig.read(FOLDER.resolve("fluent.conf")), CONTAINER));
    }

    @Override
    protected FluentdRules broken(Broken fixture) {
        String wrong = fixture.wrong() == null ? "" : fixture.wrong();
        return new FluentdRules(changed(fixture.right(), wrong), CONTAINER);
    }

    private Section changed(String right, String wrong) {
        boolean isThere = false;
        for (String name : List.of("fluent.conf", "elasticsearch.conf", "buffer.conf")) {
            String text = Services.text(FOLDER.resolve(name));
            isThere |= text.contains(right);
            try {
                Files.writeString(folder.resolve(name), text.replace(right, wrong));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(isThere).as(right).isTrue();
        return FluentdConfig.read(folder.resolve("fluent.conf"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<match a>",
                "</match>",
                "<match a>\n</filter>",
                "@include nothing.conf",
                "<source>\nport\n</source>",
                "<source>\nport 1\nport 2\n</source>"
            })
    void refusesWhatFluentdWouldNotRead(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("fluent.conf"), text);

        assertThatThrownBy(() -> FluentdConfig.read(file)).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.**       | a     | true",
                "a.**       | a.b.c | true",
                "a.**       | ab    | false",
                "a.*        | a.b   | true",
                "a.*        | a.b.c | false",
                "**         | a.b   | true",
                "{a,b}.**   | b.c   | true",
                "{a,b}.**   | c.b   | false",
                "a b        | b     | true",
            })
    void takesTagsAsFluentdDoes(String pattern, String tag, boolean takes) {
        assertThat(FluentdConfig.takes(pattern, tag)).isEqualTo(takes);
    }

    @Test
    void nestsSectionsAndIncludesFiles() throws IOException {
        Files.writeString(folder.resolve("inner.conf"), "b 2\n");
        Path file = Files.writeString(
                folder.resolve("fluent.conf"),
                "# comment\n<a x.**>\n  @type t\n  <c>\n    @include inner.conf\n  </c>\n</a>");

        Section section = FluentdConfig.read(file).sections().get(0);
        assertThat(section.toString()).isEqualTo("<a x.**> t");
        assertThat(section.sections().get(0).parameters()).isEqualTo(Map.of("b", "2"));
    }
}
