package dev.emporium.platform.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.configuration.ResourceConfigurationSourceProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever freezes while it holds a lock loses the session, and the lock with it: in every service. */
class PoolSettingsTest {
    private static List<Path> configurations() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            return modules.map(module -> module.resolve("src/main/resources/config.yaml"))
                    .filter(Files::exists)
                    .toList();
        }
    }

    @Test
    void thereAreServices() throws IOException {
        assertThat(configurations()).hasSizeGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void boundsHowLongASessionMayKeepOthersWaiting(Path configuration) throws IOException {
        String options = new ObjectMapper(new YAMLFactory())
                .readTree(new LayeredConfiguration(
                                new ResourceConfigurationSourceProvider(),
                                new FileConfigurationSourceProvider(),
                                name -> null)
                        .open(configuration.toString()))
                .at("/database/properties/options")
                .asText();
        assertThat(options.split(" ?-c "))
                .contains(
                        "lock_timeout=5s",
                        "statement_timeout=20s",
                        "idle_in_transaction_session_timeout=10s",
                        "tcp_user_timeout=10s");
    }
}
