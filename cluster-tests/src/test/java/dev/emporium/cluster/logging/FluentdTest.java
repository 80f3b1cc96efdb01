package dev.emporium.cluster.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.logging.FluentdConfig.Section;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Kustomization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FluentdTest {
    private static final Path FOLDER = Documents.path("logging/fluentd");
    private static final JsonNode CONTAINER = new Cluster(Kustomization.render(Documents.path("logging")))
            .find("DaemonSet", "fluentd")
            .orElseThrow()
            .at("/spec/template/spec/containers/0");

    @TempDir
    private Path folder;

    @Test
    void isRight() {
        assertThat(new FluentdRules(FluentdConfig.read(FOLDER.resolve("fluent.conf")), CONTAINER).faults())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "@type record_modifier            | @type record_modifiers        | the image has no <filter",
                "@type elasticsearch\\n | @type elasticsearch_data_stream\\n | the image has no <match **> elasticsearch_data_stream",
                "overflow_action block           | overflow_acton block         | knows no overflow_acton",
                "reserve_data true               | reserv_data true             | knows no reserv_data",
                "@id json                        | @id kinds                    | has no @id of its own",
                "timeout_label @CONTAINERS       | timeout_label @LOST          | there is no label @LOST",
                "<label @ERROR>                  | <label @ERRORS>              | nobody uses label @ERRORS",
                "remove_tag_prefix trace         | remove_tag_prefix traces     | to itself",
                "<match kubernetes.**>           | <match kubernetes.*>         | nobody takes kubernetes",
                "<match {line,text}.**>          | <match line.**>              | nobody takes text.kubernetes",
                "<filter emporium.**>            | <filter market.**>           | nothing comes to <filter market.**>",
                "  <match **>\\n    @type relabel\\n    @id strangers\\n    @label @DEAD_LETTERS\\n  </match>\\n |  | nobody takes shop.order-service",
                "tag trace.text.${tag}           | tag words.${tag}             | nobody takes words.kubernetes",
                "write_operation create          | write_operation index        | write_operation is not create",
                "id_key $['event.id']            | id_key event.id              | id_key is not $['event.id']",
                "emit_error_for_missing_id true  |                              | emit_error_for_missing_id is not true",
                "@type file                      | @type memory                 | the image has no <buffer> memory",
                "overflow_action block           | overflow_action throw_exception | overflow_action is not block",
                "retry_forever true              | retry_forever false          | retry_forever is not true",
                "[\"out_of_memory_error\"]       | [\"es_rejected_execution_exception\"] | throws away",
                "total_limit_size 4G             |                              | may fill the disk",
                "separator \"\"                  | separator \" \"               | separator is not \"\"",
                "@type concat                    | @type grep                   | lines are not joined",
                "ENV['SERVICES_NAMESPACE']       | ENV['NAMESPACE']             | the pod has no ENV['NAMESPACE']",
                "pos_file /var/lib/fluentd       | pos_file /var/log            | is not mounted, or cannot be written",
                "path \"/var/log/                | path \"/logs/                | is not mounted",
                "path /var/lib/fluentd/documents | path /buffers                | /buffers is not mounted",
                "path /var/lib/fluentd/documents | path /var/lib/fluentd/dead-letters | two outputs share a buffer",
                "port 24224                      | port 24225                   | the pod has no port 24225",
                "@type file                      | @type memory                 | @type is not file",
                "@label @LINES                   |                              | nobody uses label @LINES",
                "logstash_format false           | logstash_format true         | logstash_format is not false",
                "unrecoverable_error_types [\"out_of_memory_error\"] |         | throws away",
                "<label @LINES>                  | <match lost.**>\\n@type relabel\\n</match>\\n<label @LINES> | <match lost.**> relabel is outside of all labels",
                "<label @LINES>                  | <filter lost.**>\\n@type parser\\n</filter>\\n<label @LINES> | <filter lost.**> parser is outside of all labels",
            })
    void noticesWhatIsWrong(String right, String wrong, String fault) throws IOException {
        Section changed = changed(right.replace("\\n", "\n"), wrong == null ? "" : wrong.replace("\\n", "\n"));

        assertThat(new FluentdRules(changed, CONTAINER).faults())
                .anySatisfy(found -> assertThat(found).contains(fault));
    }

    private Section changed(String right, String wrong) throws IOException {
        boolean isThere = false;
        for (String name : List.of("fluent.conf", "elasticsearch.conf", "buffer.conf")) {
            String text = Files.readString(FOLDER.resolve(name));
            isThere |= text.contains(right);
            Files.writeString(folder.resolve(name), text.replace(right, wrong));
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

    @Test
    void writesToTheStreamsThatAreSetUp() throws IOException {
        assertThat(indicesWithoutAStream(FluentdConfig.read(FOLDER.resolve("fluent.conf"))))
                .isEmpty();
        assertThat(indicesWithoutAStream(changed("index_name logs-emporium-default", "index_name logs-emporium")))
                .containsExactly("logs-emporium");
        assertThat(indicesWithoutAStream(changed("index_name logs-emporium-default", "")))
                .containsExactly("");
    }

    private static List<String> indicesWithoutAStream(Section whole) throws IOException {
        String setUp = Files.readString(Documents.path("logging/elasticsearch/set-up.sh"));
        return whole.tree()
                .filter(section ->
                        section.name().equals("match") && section.type().equals("elasticsearch"))
                .map(section -> section.get("index_name"))
                .filter(name -> !setUp.contains("put _data_stream/" + name + " "))
                .toList();
    }
}
