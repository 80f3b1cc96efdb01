package dev.emporium.platform.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is in {@code contracts} breaks nothing of the last release but what is meant to. */
class ReleasedContractsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String ENVELOPE =
            """
            {"type": "object", "additionalProperties": false, "required": ["id", "data"], "properties": {
               "id": {"$ref": "#/$defs/uuid"}, "data": {"type": "object"}},
             "$defs": {"uuid": {"type": "string", "pattern": "^[0-9a-f-]{36}$"}}}
            """;
    private static final String RELEASED =
            """
            {"allOf": [{"$ref": "cloud-event.json"}], "properties": {"type": {"const": "thing.made"}, "data": {
              "type": "object", "additionalProperties": false, "required": ["thing_id", "lines"], "properties": {
                "thing_id": {"$ref": "cloud-event.json#/$defs/uuid"},
                "customer_id": {"anyOf": [{"$ref": "cloud-event.json#/$defs/uuid"}, {"type": "null"}]},
                "kind": {"enum": ["a", "b"]},
                "lines": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["quantity"],
                  "properties": {"quantity": {"type": "integer", "minimum": 1}, "name": {"type": "string"}}}}}}}}
            """;

    @TempDir
    private Path contracts;

    @BeforeEach
    void releaseAThing() throws IOException {
        for (String folder : List.of("openapi", "events", "released/openapi", "released/events")) {
            Files.createDirectories(contracts.resolve(folder));
        }
        Files.writeString(contracts.resolve("breaks.yaml"), "[]");
    }

    @Test
    void nothingThatWasReleasedBreaksUnlessItIsMeantTo() {
        assertThat(ReleasedContracts.here().faults())
                .as("what contracts/ breaks of contracts/released. What is meant to be stands in contracts/breaks.yaml")
                .isEmpty();
    }

    @Test
    void whatIsMeantToBreakDoesAndHasAReason() {
        assertThat(ReleasedContracts.here().meant()).allSatisfy(meant -> {
            assertThat(ReleasedContracts.here().breaks()).contains(meant.breaks());
            assertThat(meant.reason()).hasSizeGreaterThan(20);
        });
    }

    @Test
    void whatIsNamedWithItsReasonMayBreak() throws IOException {
        String was = "{\"paths\": {\"/\": {\"get\": {\"responses\": {}}}}}";
        JsonNode now = JSON.readTree("{\"paths\": {}}");
        Files.writeString(contracts.resolve("released/openapi/a-service.json"), was);
        Files.writeString(contracts.resolve("openapi/a-service.json"), now.toString());
        ReleasedContracts released = new ReleasedContracts(contracts);
        assertThat(released.faults()).containsExactly("a-service, GET /: is gone");
        assertThat(released.faults("a-service", now)).containsExactly("a-service, GET /: is gone");
        assertThat(released.faults("new-service", now)).isEmpty();
        Files.writeString(
                contracts.resolve("breaks.yaml"), "[{breaks: 'a-service, GET /: is gone', reason: nobody asked}]");
        assertThat(released.faults()).isEmpty();
        assertThat(released.faults("a-service", now)).isEmpty();
        Files.delete(contracts.resolve("openapi/a-service.json"));
        assertThat(released.faults()).containsExactly("a-service: is gone");
    }

    private static List<String> breaks(String from, String to) throws JsonProcessingException {
        assertThat(RELEASED + ENVELOPE).contains(from);
        return ReleasedContracts.ofEvents(
                Map.of("cloud-event", JSON.readTree(ENVELOPE), "thing.made", JSON.readTree(RELEASED)),
                Map.of(
                        "cloud-event",
                        JSON.readTree(ENVELOPE.replace(from, to)),
                        "thing.made",
                        JSON.readTree(RELEASED.replace(from, to))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "kind": {                    | "sort": {                       | thing.made.data.kind: is gone
                    "name": {                    | "title": {                      | thing.made.data.lines[].name: is gone
                    ["thing_id", "lines"]        | ["lines"]                       | thing.made.data.thing_id: may be left out now
                    ["thing_id", "lines"]        | ["thing_id", "lines", "kind"]   | thing.made.data.kind: is required now
                    ["quantity"]                 | ["quantity", "name"]            | thing.made.data.lines[].name: is required now
                    ["a", "b"]                   | ["b"]                           | thing.made.data.kind: may not be a any more
                    {"type": "null"}             | {"type": "integer"}             | thing.made.data.customer_id: may not be null any more
                    "minimum": 1                 | "minimum": 2                    | thing.made.data.lines[].quantity: its minimum is 2 now, and was 1
                    "thing.made"                 | "thing.was_made"                | thing.made.type: may not be thing.made any more
                    """)
    void saysWhatAnOldOrANewVersionCouldNotRead(String from, String to, String said) throws JsonProcessingException {
        assertThat(breaks(from, to)).contains(said);
    }

    @Test
    void saysWhatIsOfAnotherTypeToThoseWhoSendAndToThoseWhoRead() throws JsonProcessingException {
        assertThat(breaks("\"type\": \"integer\"", "\"type\": \"string\""))
                .containsExactly(
                        "thing.made.data.lines[].quantity: may not be of type integer any more",
                        "thing.made.data.lines[].quantity: may be of type string now");
    }

    @Test
    void saysWhatOfTheEnvelopeIsOther() throws JsonProcessingException {
        assertThat(breaks("{36}$", "{32}$"))
                .contains(
                        "cloud-event.id: must match ^[0-9a-f-]{32}$ now",
                        "thing.made.data.thing_id: must match ^[0-9a-f-]{32}$ now");
    }

    @Test
    void saysWhichMessageIsNotSentAnyMore() throws JsonProcessingException {
        assertThat(ReleasedContracts.ofEvents(Map.of("thing.made", JSON.readTree(RELEASED)), Map.of()))
                .containsExactly("thing.made: is gone");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "kind": {      | "colour": {"type": "string"}, "kind": {
                    ["a", "b"]     | ["a", "b", "c"]
                    "minimum": 1   | "minimum": 0
                    """)
    void letsGoByWhatOnlyAdds(String from, String to) throws JsonProcessingException {
        assertThat(breaks(from, to)).isEmpty();
    }
}
