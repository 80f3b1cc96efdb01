package dev.emporium.platform.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dropwizard.configuration.ConfigurationSourceProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertThat(yaml.readTree(new LayeredConfiguration(text(base), text(own)).open("config.yaml")))
                .isEqualTo(yaml.readTree(both));
    }

    private static ConfigurationSourceProvider text(String yaml) {
        return path -> new ByteArrayInputStream(yaml.getBytes(UTF_8));
    }
}
