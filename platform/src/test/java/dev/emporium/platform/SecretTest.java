package dev.emporium.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.jackson.Jackson;
import org.junit.jupiter.api.Test;

class SecretTest {
    record Settings(Secret secret) {}

    @Test
    void isReadFromTheConfigurationAndShownByNobodyWhoPrintsIt() throws Exception {
        Settings settings = Jackson.newObjectMapper().readValue("{\"secret\": \"hush\"}", Settings.class);
        assertThat(settings.secret().reveal()).isEqualTo("hush");
        assertThat(settings).hasToString("Settings[secret=[REDACTED]]");
    }
}
