package dev.emporium.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctNamesTest {
    private static final ObjectMapper JSON = Json.mapper();

    record Thing(@Size(max = 3) Map<String, Integer> few, Map<String, Integer> many, Map<UUID, Integer> ids) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'few': {'\u00e9': 1, 'e\u0301': 2}}",
                "{'many': {'a': 0, 'e\u0301': 1, 'b': 0, '\u00e9': 2}}",
                "{'ids': {'0193b3a0-0000-7000-8000-0000000000aa': 1, '0193B3A0-0000-7000-8000-0000000000AA': 1}}"
            })
    void twoSpellingsOfOneNameAreNotRead(String body) {
        assertThatThrownBy(() -> JSON.readValue(body.replace('\'', '"'), Thing.class))
                .isInstanceOf(JsonMappingException.class)
                .hasMessageContaining("must not have one name in two spellings");
    }

    @Test
    void othersAre() throws Exception {
        String body = "{\"few\": {\"e\": 1, \"e\\u0301\": 2}, \"many\": {}, \"ids\": null}";
        assertThat(JSON.readValue(body, Thing.class).few()).containsOnlyKeys("e", "\u00e9");
        assertThat(JSON.treeToValue(JSON.readTree(body), Thing.class).few()).containsOnlyKeys("e", "\u00e9");
        assertThat(JSON.readValue("{\"a\": {\"b\": 1}}", new TypeReference<Map<String, Map<String, Integer>>>() {}))
                .containsKey("a");
    }
}
