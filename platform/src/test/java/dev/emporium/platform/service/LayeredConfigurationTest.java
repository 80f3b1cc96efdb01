package dev.emporium.platform.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dropwizard.configuration.ConfigurationSourceProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayeredConfigurationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{a: 1, b: 2}              | {b: 3}               | {a: 1, b: 3}",
                "{a: {b: 1, c: 2}}         | {a: {c: 3, d: 4}}    | {a: {b: 1, c: 3, d: 4}}",
                "{a: [{b: 1, c: 2}]}       | {a: [{c: 3}]}        | {a: [{b: 1, c: 3}]}",
                "{a: [{b: 1}]}             | {a: [{}, {c: 2}]}    | {a: [{b: 1}, {c: 2}]}",
                "{a: [1, 2]}               | {a: []}              | {a: [1, 2]}",
                "{a: {b: 1}}               | {a: off}             | {a: off}",
                "{a: text}                 | {a: {b: 1}}          | {a: {b: 1}}",
                "{a: 1}                    | {a: }                | {a: }",
                "{a: '30s', b: 'OFF'}      | {c: '8001'}          | {a: '30s', b: 'OFF', c: '8001'}"
            })
    void laysTheServicesOwnOverWhatAllHave(String base, String own, String both) throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        assertThat(yaml.readTree(new LayeredConfiguration(text(base), text(own), name -> null).open("config.yaml")))
                .isEqualTo(yaml.readTree(both));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "@secret",
                "%x",
                "*x",
                "&x",
                "!x",
                "|",
                ">",
                "- a",
                "a #b",
                "a: b",
                "a:",
                "{x",
                "[x",
                "'x",
                "\"x\"",
                "\"x",
                "007",
                "1e3",
                "0x1f",
                "1_000",
                "true",
                "off",
                "null",
                "~",
                "a\\nb",
                "$",
                "$HOME",
                "${OTHER}",
                "${",
                "}",
                "a\nb",
                "---",
                " x ",
                "\u00e4\ud83d\ude00",
                "\t"
            })
    void takesWhatAVariableHasAsItIs(String secret) throws IOException {
        assertThat(value("a: ${SECRET:-}", Map.of("SECRET", secret, "OTHER", "other")))
                .isEqualTo(secret);
        assertThat(value("a: 'in ${SECRET} quotes'", Map.of("SECRET", secret, "OTHER", "other")))
                .isEqualTo("in " + secret + " quotes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret\n", "secret\r\n", "secret\n\n"})
    void leavesOutTheEndOfTheLineThatASecretFromAFileHas(String secret) throws IOException {
        assertThat(value("a: ${SECRET:-}", Map.of("SECRET", secret))).isEqualTo("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: ${NONE:-8001}                 | 8001",
                "a: ${NONE:-http://localhost:80/} | http://localhost:80/",
                "a: ${NONE:-}                     | ''",
                "a: '${EMPTY:-x}'                 | ''",
                "a: ${NONE}                       | ${NONE}",
                "a: 1                             | 1"
            })
    void takesWhatTheFileHasWithoutAVariable(String yaml, String value) throws IOException {
        assertThat(value(yaml, Map.of("EMPTY", ""))).isEqualTo(value);
    }

    private static String value(String own, Map<String, String> variables) throws IOException {
        return new YAMLMapper()
                .readTree(
                        new LayeredConfiguration(text("{b: [{c: 1}]}"), text(own), variables::get).open("config.yaml"))
                .get("a")
                .asText();
    }

    private static ConfigurationSourceProvider text(String yaml) {
        return path -> new ByteArrayInputStream(yaml.getBytes(UTF_8));
    }
}
