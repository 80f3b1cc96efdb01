package dev.emporium.order.ordering.entity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "de                     | de",
                "DE-at                  | de",
                "fr, de;q=0.4, en;q=0.5 | en",
                "en-GB,en;q=0.9,de;q=0.8| en",
                "de, en                 | de",
                "fr                     |",
                "*                      |",
                "''                     |",
                "de;q=2                 |",
                "de;;;                  |",
                "deutsch                |",
            })
    void isWhatIsPreferredOfWhatThereIs(String header, String expected) {
        assertThat(Reading.preferred(header).map(Reading::word).orElse(null)).isEqualTo(expected);
    }

    @Test
    void isNotLookedForInWhatIsMissingOrNoHeaderAnyMore() {
        assertThat(Reading.preferred(null)).isEmpty();
        assertThat(Reading.preferred("de" + ", fr".repeat(50))).isEmpty();
    }
}
