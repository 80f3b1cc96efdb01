package dev.emporium.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.jackson.Jackson;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartFailureTest {
    record Settings(int port, String clients) {}

    private static Throwable failure(String configuration) {
        byte[] bytes = configuration.getBytes(StandardCharsets.UTF_8);
        return catchThrowable(
                () -> new YamlConfigurationFactory<>(Settings.class, null, Jackson.newObjectMapper(), "test")
                        .build(path -> new ByteArrayInputStream(bytes), "config.yaml"));
    }

    private static String told(String configuration) {
        return StartFailure.inOneLine(failure(configuration));
    }

    /** As in a file of an operator's own, with a secret in it. */
    @ParameterizedTest
    @ValueSource(strings = {",order-service:hush", "&hush: hush", "[hush", "\"hush", "hush: hush"})
    void saysWhereTheConfigurationIsNoYamlAndNotWhatStandsThere(String value) {
        assertThat(told("port: 1\nclients: " + value + "\n"))
                .matches("config.yaml has an error: Malformed YAML at line: \\d, column: \\d+");
    }

    @Test
    void saysWhichFieldIsWrong() {
        assertThat(told("port: none\n")).startsWith("config.yaml has an error").contains("port");
    }

    /** Whoever starts it tells one that may come up the next time from one that does not. */
    @Test
    void saysByItsExitCodeThatItIsTheConfiguration() {
        assertThat(StartFailure.exitCode(failure("port: none\n"))).isEqualTo(78);
        assertThat(StartFailure.exitCode(new IllegalStateException("no database")))
                .isEqualTo(1);
    }
}
