package dev.emporium.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A day is a day, wherever who says it lives. */
class DaysTest {
    private static final ObjectMapper JSON = Json.mapper();

    @Test
    void takesADay() throws JsonProcessingException {
        assertThat(JSON.readValue("\"2028-02-29\"", LocalDate.class)).isEqualTo(LocalDate.of(2028, 2, 29));
    }

    /** A moment in UTC is another day than the buyer has chosen, in half of the world. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2026-11-30T23:00:00Z\"",
                "\"2026-11-30T23:00:00.000Z\"",
                "\"2026-12-01T08:00:00\"",
                "\"2026-12-01T08:00:00+01:00\"",
                "\"2026-12-01 \"",
                "\" 2026-12-01\"",
                "\"2026-12-1\"",
                "\"20261201\"",
                "\"2026-02-29\"",
                "\"\"",
                "[2026,12,1]",
                "[]",
                "20788",
                "20788.5",
                "true",
                "{}"
            })
    void takesNothingElse(String json) {
        assertThatThrownBy(() -> JSON.readValue(json, LocalDate.class)).isInstanceOf(MismatchedInputException.class);
    }
}
