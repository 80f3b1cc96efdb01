package dev.emporium.cluster.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
    @Test
    void readsEachDocumentAndPassesOverEmptyOnes() {
        assertThat(Documents.parse("a: 1\n---\n# nothing\n---\nb: 2\n")).hasSize(2);
    }

    @Test
    void keepsWhatIsCalledOnAndWhatIsAString() {
        JsonNode document = Documents.parse("on: {push: }\nsize: 1Gi\nratio: .5\nnumber: 12\nyes: \"no\"")
                .get(0);

        assertThat(document)
                .hasToString("{\"on\":{\"push\":null},\"size\":\"1Gi\",\"ratio\":0.5,\"number\":12,\"yes\":\"no\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: no", "a: [on]", "a: 0644", "a: 22:22", "a: 2026-01-01"})
    void refusesValuesThatVersionsOfYamlReadDifferently(String text) {
        assertThatThrownBy(() -> Documents.parse(text)).hasMessageContaining("put quotes around");
    }

    @Test
    void refusesAKeyThatIsGivenTwice() {
        assertThatThrownBy(() -> Documents.parse("a: 1\na: 2")).hasMessageContaining("duplicate key");
    }
}
