package dev.emporium.order.ordering.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferenceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=0              | 0",
                "wait=7              | 7",
                "wait=10             | 10",
                "wait=3600           | 10",
                "Wait = \"5\"        | 5",
                "respond-async, wait=4 | 4",
                "wait=3; foo=bar     | 3",
                "wait=soon           | 2",
                "wait=-1             | 2",
                "await=9             | 2",
                "''                  | 2"
            })
    void waitsForAsLongAsIsPreferredWithinBounds(String prefer, long seconds) {
        assertThat(Preference.wait(List.of(prefer))).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void waitsTwoSecondsWhenNothingIsPreferred() {
        assertThat(Preference.wait(null)).isEqualTo(Duration.ofSeconds(2));
    }
}
