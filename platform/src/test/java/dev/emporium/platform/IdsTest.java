package dev.emporium.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.web.Page;
import dev.emporium.platform.web.StrictParameters;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One rule for bodies, messages, paths and queries. */
class IdsTest {
    private static final String ID = "0199b8e2-5d3f-7c41-9a57-3c1f2f6d8e10";
    private static final ObjectMapper JSON = Json.mapper();

    private static UUID fromPath(String text) {
        return new StrictParameters()
                .getConverter(UUID.class, UUID.class, new Annotation[0])
                .fromString(text);
    }

    private static UUID fromBody(String text) throws JsonProcessingException {
        return JSON.readValue(JSON.writeValueAsString(text), UUID.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {ID, "0199B8E2-5D3F-7C41-9A57-3C1F2F6D8E10", "00000000-0000-0000-0000-000000000000"})
    void takesAnIdInFull(String text) throws JsonProcessingException {
        UUID id = UUID.fromString(text);
        assertThat(fromPath(text)).isEqualTo(id);
        assertThat(fromBody(text)).isEqualTo(id);
        assertThat(JSON.readValue("{\"" + text + "\": 1}", new TypeReference<Map<UUID, Integer>>() {}))
                .containsKey(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1-1-1-1-1",
                " 0199b8e2-5d3f-7c41-9a57-3c1f2f6d8e10",
                "0199b8e2-5d3f-7c41-9a57-3c1f2f6d8e10\n",
                "0199b8e25d3f7c419a573c1f2f6d8e10",
                "{0199b8e2-5d3f-7c41-9a57-3c1f2f6d8e10}",
                "0199b8e2-5d3f-7c41-9a57-3c1f2f6d8e1g",
                "0199b8e2-5d3f-7c41-9a573c1f-2f6d8e10",
                "\u0660199b8e2-5d3f-7c41-9a57-3c1f2f6d8e10",
                "AZm44l0/fEGaVzwfL22OEA==",
                "AZm44l0_fEGaVzwfL22OEA",
                "AZm44l0_fEGaVzwfL22OEA==",
            })
    void refusesEveryOtherSpelling(String text) {
        assertThatThrownBy(() -> fromPath(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fromBody(text)).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> JSON.readValue(
                        JSON.writeValueAsString(Map.of(text, 1)), new TypeReference<Map<UUID, Integer>>() {}))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void takesNoNumberNorBinaryForAnId() {
        assertThatThrownBy(() -> JSON.readValue("1", UUID.class)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void takesACursorOnlyAsItWasGiven() {
        String cursor = Page.of(List.of(UUID.fromString(ID), UUID.randomUUID()), 1, id -> id)
                .next();
        assertThat(Page.after(cursor)).isEqualTo(UUID.fromString(ID));
        // the last character has bits to spare
        String spare = cursor.substring(0, 21) + (char) (cursor.charAt(21) + 1);
        for (String other : List.of(spare, cursor + "==", ID, "")) {
            assertThatThrownBy(() -> Page.after(other)).isInstanceOf(ProblemException.class);
        }
    }
}
