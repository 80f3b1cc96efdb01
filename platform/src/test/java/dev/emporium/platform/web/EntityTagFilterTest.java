package dev.emporium.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityTagFilterTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"a\"       | true",
                "W/\"a\"     | true",
                "\"b\", \"a\"| true",
                "*           | true",
                "\"b\"       | false",
                "a           | false",
                "''          | false",
            })
    void comparesWeakly(String ifNoneMatch, boolean matches) {
        assertThat(EntityTagFilter.matches(ifNoneMatch, "\"a\"")).isEqualTo(matches);
    }
}
