package dev.emporium.platform.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import jakarta.validation.ConstraintViolation;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceConfigurationTest {
    private static Stream<String> faults(String logging) throws JsonProcessingException {
        ServiceConfiguration configuration =
                Jackson.newObjectMapper().readValue("{\"logging\": " + logging + "}", ServiceConfiguration.class);
        return Validators.newValidator().validate(configuration).stream()
                .map(ConstraintViolation::getMessage)
                .filter(message -> message.contains("level"));
    }

    /** Nobody would see that the lines they wait for are not written. */
    @ParameterizedTest
    @ValueSource(strings = {"loud", "DEBUGG", "", "yes"})
    void takesNoLevelOfLogsThatThereIsNot(String level) throws JsonProcessingException {
        assertThat(faults("{\"loggers\": {\"dev.emporium\": \"" + level + "\"}}"))
                .containsExactly("logging has a level that is none of OFF, ERROR, WARN, INFO, DEBUG, TRACE and ALL");
        assertThat(faults("{\"level\": \"" + level + "\"}")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"OFF\"", "false", "\"warn\"", "\"DEBUG\"", "{\"level\": \"INFO\"}"})
    void takesThoseThatThereAre(String level) throws JsonProcessingException {
        assertThat(faults("{\"loggers\": {\"dev.emporium\": " + level + "}}")).isEmpty();
    }
}
