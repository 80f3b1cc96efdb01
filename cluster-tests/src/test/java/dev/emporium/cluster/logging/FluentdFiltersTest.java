package dev.emporium.cluster.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cluster.logging.FluentdCases.Case;
import dev.emporium.cluster.logging.FluentdCases.Sent;
import dev.emporium.cluster.render.Documents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of lines by the configuration's own sections, without a Fluentd. */
class FluentdFiltersTest {
    private static final Path FOLDER = Documents.path("logging/fluentd");

    @TempDir
    private Path folder;

    static List<Case> cases() {
        return FluentdCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void keepsEveryLineOnce(Case one) {
        assertThat(outcome(FOLDER, one)).isEqualTo(new Outcome(one.documents(), one.deadLetters()));
    }

    /** Each mechanism: without it, its case comes to something else. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "@type regexp                   | @type cri                        | text",
                "emit_unmatched_lines true      | emit_unmatched_lines false       | torn",
                "stream_identity_key stream\\n  |                                  | pieces",
                "partial_cri_stream_key logtag\\n |                                | trace",
                ".force_encoding(\"UTF-8\").scrub}\\n    </record>\\n  </filter>\\n  <match k | }\\n    </record>\\n  </filter>\\n  <match k | other-bytes",
                "time.nsec, n,                  | n,                               | equal",
                "? n + 1 : 0                    | ? 0 : 0                          | equal-at-one-time",
                ".except(\"detail\", \"context\") |                             | row-of-a-statement",
                ".between?(1, 512)              | .between?(0, 9999)               | long-id",
                ".between?(1, 512)              | .between?(0, 9999)               | empty-id",
                "id.is_a?(String) &&            | true                             | id-of-an-object",
                "tag trace.text.${tag}          | tag text.${tag}                  | trace",
                "  <match **>\\n    @type relabel\\n    @id strangers\\n    @label @DEAD_LETTERS\\n  </match>\\n |  | stranger",
                "(record.to_json rescue record.inspect) | record.to_json           | strange-number",
                ".between?(0, 2**32)            | .positive?                       | strange-time",
                ".byteslice(0, 2**20)           |                                | longer-than-a-chunk",
                "@type record_modifier\\n    @id whole | @type record_transformer\\n    @id whole | strange-bytes",
            })
    void restsOn(String right, String wrong, String name) throws Exception {
        boolean isThere = false;
        for (String file : List.of("fluent.conf", "elasticsearch.conf", "buffer.conf")) {
            String text = Files.readString(FOLDER.resolve(file));
            String part = right.replace("\\n", "\n");
            isThere |= text.contains(part);
            Files.writeString(
                    folder.resolve(file), text.replace(part, wrong == null ? "" : wrong.replace("\\n", "\n")));
        }
        assertThat(isThere).as(right).isTrue();
        Case one = cases().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();

        assertThat(outcome(folder, one)).isNotEqualTo(new Outcome(one.documents(), one.deadLetters()));
    }

    @Test
    void givesALineOfARotatedFileTheIdThatItHadBefore() {
        FluentdPipeline pipeline = pipeline(FOLDER);
        for (String file : List.of("0.log", "0.log", "0.log.20260301-100000")) {
            for (int n = 0; n < 3; n++) {
                pipeline.read(path("again", file), FluentdCases.out(n, "line"));
            }
        }
        // the first of a file that is not known stands for itself
        assertThat(pipeline.documents).hasSize(5);
    }

    private record Outcome(List<String> documents, int deadLetters) {}

    private static Outcome outcome(Path configuration, Case one) {
        FluentdPipeline pipeline = pipeline(configuration);
        try {
            for (byte[] line : one.lines()) {
                pipeline.read(path(one.name(), "0.log"), line);
            }
            for (Sent sent : one.sent()) {
                Map<String, Object> line = new LinkedHashMap<>(sent.line());
                line.put("service.node.name", one.name());
                line.put("service.name", "main");
                pipeline.receive(new Sent(sent.tag(), sent.seconds(), line));
            }
            pipeline.flush();
            return new Outcome(
                    pipeline.documents.values().stream()
                            .map(document -> FluentdCases.summary(FluentdPipeline.text(document, "message")))
                            .sorted()
                            .toList(),
                    pipeline.deadLetters.size());
        } catch (IllegalStateException e) {
            return new Outcome(List.of(e.getMessage()), -1);
        }
    }

    private static FluentdPipeline pipeline(Path configuration) {
        return new FluentdPipeline(FluentdConfig.read(configuration.resolve("fluent.conf")), fields());
    }

    private static Set<String> fields() {
        Set<String> fields = new HashSet<>(Set.of("event.sequence"));
        Documents.read(Documents.path("logging/elasticsearch/fields.json"))
                .get(0)
                .path("properties")
                .fieldNames()
                .forEachRemaining(fields::add);
        return fields;
    }

    private static String path(String pod, String file) {
        return "/var/log/pods/emporium_" + pod + "_6f1c3c4e-0000-4000-8000-000000000001/main/" + file;
    }
}
