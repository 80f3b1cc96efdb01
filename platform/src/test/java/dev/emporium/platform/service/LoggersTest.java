package dev.emporium.platform.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An ERROR is for somebody to look at; what a library takes for one, and we tell as what it is, is not told twice. */
class LoggersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.apache.tomcat.jdbc",
                // of each group that has missed its member while Kafka hung; its consumer says so as a WARN
                "org.apache.kafka.clients.consumer.internals.ConsumerCoordinator",
                // of each read that fails, with its trace; whoever waits for it fails, too, and says so
                "com.github.benmanes.caffeine.cache.LocalAsyncCache"
            })
    void isQuiet(String library) throws IOException {
        JsonNode loggers = new ObjectMapper(new YAMLFactory())
                .readTree(Path.of("src/main/resources/base-config.yaml").toFile())
                .at("/logging/loggers");
        assertThat(loggers.path(library).asText()).isEqualTo("OFF");
    }
}
