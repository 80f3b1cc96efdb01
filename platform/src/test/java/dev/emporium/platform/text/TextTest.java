package dev.emporium.platform.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
    private record Form(@Line(max = 9) String name, @MailAddress String email, String other, @AsGiven String secret) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Zoë",
                "O'Neil, 3rd",
                "नि\u200Dना",
                "می\u200Cخواهم",
                "👩\u200D💻 ❤\uFE0F",
                "葛\uDB40\uDD00城",
                "𝔘𝔫𝔦𝔠𝔬𝔡𝔢!",
                "محمد"
            })
    void takesWhatPeopleAndPlacesAreCalled(String text) {
        assertThat(Text.faultOfLine(text, 12)).isEmpty();
        assertThat(Text.faultOfProse(text, 12)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "|must not be blank",
                "  |must not be blank",
                "\u2003|must not be blank",
                "\u2800|must not be blank",
                "\u3164|must not contain invisible or private characters",
                "\u200D|must not be blank",
                "a\\nb|must be one line, without line breaks and tabs",
                "a\u2028b|must be one line, without line breaks and tabs",
                "a\tb|must be one line, without line breaks and tabs",
                "a\u001Bb|must not contain control characters",
                "a\u007Fb|must not contain control characters",
                "a\u009Bb|must not contain control characters",
                "a\u202Eb|must not contain characters that turn the direction of text",
                "a\u2066b|must not contain characters that turn the direction of text",
                "a\u200Fb|must not contain characters that turn the direction of text",
                "a\u200Bb|must not contain invisible or private characters",
                "a\uFEFFb|must not contain invisible or private characters",
                "a\u00ADb|must not contain invisible or private characters",
                "a\uDB40\uDC41b|must not contain invisible or private characters",
                "a\uE000b|must not contain invisible or private characters",
                "abcdefghij|must have at most 9 characters"
            })
    void saysWhatIsWrongWithALine(String text, String fault) {
        String written = text == null ? "" : text.replace("\\n", "\n");
        assertThat(Text.faultOfLine(written, 9)).contains(fault);
    }

    @Test
    void countsCodePoints() {
        assertThat(Text.faultOfLine("👩".repeat(9), 9)).isEmpty();
        assertThat(Text.faultOfLine("👩".repeat(10), 9)).isPresent();
        assertThat(Text.faultOfProse("👩".repeat(10), 9)).isPresent();
    }

    @Test
    void letsProseHaveLinesAndMarksButNoControls() {
        assertThat(Text.faultOfProse("one\r\n\ttwo\u200F\u2067x\u2069", 99)).isEmpty();
        assertThat(Text.faultOfProse("\u001B[31m", 99)).isPresent();
        assertThat(Text.faultOfProse("\u202Aevil", 99)).isPresent();
        assertThat(Text.faultOfProse("\u202Eevil", 99)).isPresent();
        assertThat(Text.faultOfProse("\uE000 is somebody's", 99)).isEmpty();
        assertThat(Text.faultOfProse("\uFFFF", 99)).isPresent();
    }

    @Test
    void readsTextsFromJsonInTheFormThatTheyAreKeptIn() throws Exception {
        Form form = Json.mapper()
                .readValue(
                        """
                        {"name": "\\u2003Zoe\\u0308\\u00A0Q\\n ", "email": " a@b.example\\u00A0",
                         "other": " e\\u0301 ", "secret": " e\\u0301 "}
                        """,
                        Form.class);
        assertThat(form).isEqualTo(new Form("Zoë Q", "a@b.example", " é ", " e\u0301 "));
    }
}
