package dev.emporium.product.search.entity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    @ParameterizedTest
    @CsvSource({
        "table, table, 0",
        "tabel, table, 1",
        "tble, table, 1",
        "tablle, table, 1",
        "tafle, table, 1",
        "brwon, brown, 1",
        "kettel, kettle, 1",
        "chair, table, 5",
        "ca, abc, 3",
        "'', abc, 3"
    })
    void countsWhatPeopleMistype(String one, String other, int distance) {
        assertThat(Spelling.distance(one, other)).isEqualTo(distance);
        assertThat(Spelling.distance(other, one)).isEqualTo(distance);
    }

    @ParameterizedTest
    @CsvSource({
        "tabel, table, true",
        "tabesl, table, false",
        "headphnoess, headphones, true",
        "haedphnoess, headphones, false"
    })
    void forgivesTwoErrorsInALongWordOnly(String one, String other, boolean alike) {
        assertThat(Spelling.isAlike(one, other)).isEqualTo(alike);
    }
}
