package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KqlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ``            | {"match_all":{}}
                    a.b : *       | {"exists":{"field":"a.b"}}
                    a : "x y"     | {"match_phrase":{"a":"x y"}}
                    a : (x or y)  | {"bool":{"should":[{"match":{"a":"x"}},{"match":{"a":"y"}}]}}
                    a >= 5        | {"range":{"a":{"gte":"5"}}}
                    a:x or b:y and c < 2 | {"bool":{"should":[{"match":{"a":"x"}},{"bool":{"filter":[{"match":{"b":"y"}},{"range":{"c":{"lt":"2"}}}]}}]}}
                    """)
    void becomesTheQueryThatKibanaAsks(String text, String query) {
        assertThat(new Kql(text).query()).hasToString(query);
    }

    @Test
    void saysWhichFieldsItAsksFor() {
        assertThat(new Kql("b : x and (a : * or b >= 2)").fields()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a :", "a = b", "(a : b", "a : b c : d", "a : (b or", "not a : b", "a : \"b"})
    void refusesWhatItDoesNotKnow(String text) {
        assertThatThrownBy(() -> new Kql(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
