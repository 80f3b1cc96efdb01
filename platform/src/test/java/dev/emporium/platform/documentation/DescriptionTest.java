package dev.emporium.platform.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.platform.Json;
import dev.emporium.platform.RootPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is described is what is enforced: of the same classes, annotations and mapper. */
class DescriptionTest {
    private final JsonNode description = describe(ThingsResource.class);

    private static JsonNode describe(Class<?>... resources) {
        try {
            return Json.mapper()
                    .readTree(Description.of(
                            "thing-service", RootPath.of("", "things"), Set.of(resources), null, Json.mapper()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode schema(String name) {
        return description.at("/components/schemas/" + name);
    }

    private JsonNode operation(String pointer) {
        return description.at("/paths/" + pointer);
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void namesTheFieldsOfABodyAsTheyAreRead() {
        assertThat(names(schema("ThingRequest").path("properties")))
                .containsExactlyInAnyOrder("sold_by", "facts", "first_kind", "letter", "marks", "size");
        assertThat(schema("ThingRequest").at("/properties/first_kind/enum")).hasToString("[\"plain\",\"to_do\",null]");
        assertThat(schema("ThingRequest").path("type")).hasToString("\"object\"");
        assertThat(operation("~1/post/requestBody/content/application~1json/example"))
                .hasToString("{\"sold_by\":\"Jo\"}");
    }

    @Test
    void takesNoOtherFieldsAndNullOnlyWhereNothingNeedBe() {
        assertThat(schema("ThingRequest").path("additionalProperties")).hasToString("false");
        assertThat(schema("ThingRequest").path("required")).hasToString("[\"sold_by\"]");
        assertThat(schema("ThingRequest").at("/properties/sold_by/type")).hasToString("\"string\"");
        assertThat(schema("ThingRequest").at("/properties/letter/type")).hasToString("[\"string\",\"null\"]");
        assertThat(schema("ThingRequest").at("/properties/size"))
                .hasToString("{\"anyOf\":[{\"$ref\":\"#/components/schemas/Size\"},{\"type\":\"null\"}]}");
        assertThat(schema("Size").path("required")).hasToString("[\"width\"]");
    }

    /** Headers that are no objects, a licence that has more than its name, and nothing that nobody refers to. */
    @Test
    void keepsWhatHoldsForAllOperationsAsItIs() {
        assertThat(description.at("/info/license/identifier").asText()).isEqualTo("MIT");
        assertThat(description.at("/components/headers/X-Request-Id/schema")).hasToString("{\"type\":\"string\"}");
        for (String kind : new String[] {"headers", "parameters", "responses"}) {
            assertThat(names(description.at("/components/" + kind)))
                    .allMatch(name -> description.toString().contains("\"#/components/" + kind + "/" + name + "\""));
        }
        assertThat(operation("~1/post/security")).hasToString("[]");
    }

    @Test
    void anchorsPatternsAndBoundsTheKeysOfMaps() {
        assertThat(schema("ThingRequest").at("/properties/letter/pattern").asText())
                .isEqualTo("^(a|b)$");
        assertThat(schema("ThingRequest")
                        .at("/properties/marks/propertyNames/maxLength")
                        .asInt())
                .isEqualTo(5);
    }

    /** Generators read a text as a number, or nothing at all, where there are several types to choose from. */
    @Test
    void leavesAValueOfSeveralTypesAsItIsForWhoGeneratesAClient() {
        assertThat(schema("ThingRequest").at("/properties/facts/additionalProperties"))
                .hasToString("{\"maxLength\":9,\"not\":{\"type\":[\"array\",\"null\",\"object\"],\"items\":{}}}");
        assertThat(schema("ThingRequestPatch").at("/properties/facts/additionalProperties"))
                .hasToString("{\"maxLength\":9,\"not\":{\"type\":[\"array\",\"object\"],\"items\":{}}}");
    }

    @Test
    void requiresInAnAnswerWhatIsAlwaysWritten() {
        assertThat(schema("ThingResponse").path("required")).hasToString("[\"first_kind\",\"sold_by\"]");
        assertThat(schema("ThingResponse").at("/properties/sold_by/type")).hasToString("\"string\"");
        assertThat(schema("ThingResponse").at("/properties/first_kind/type")).hasToString("[\"string\",\"null\"]");
        assertThat(schema("Problem").path("required")).hasSize(7);
    }

    @Test
    void letsAPatchLeaveOutEverythingAndTakeAwayWhatNeedNotBe() {
        JsonNode patch = schema("ThingRequestPatch");
        JsonNode bodies = operation("~1{thing_id}/patch/requestBody/content");
        assertThat(names(bodies)).containsExactlyInAnyOrder("application/json", "application/merge-patch+json");
        assertThat(bodies)
                .allSatisfy(body -> assertThat(body.at("/schema/$ref").asText()).endsWith("/ThingRequestPatch"));
        assertThat(patch.has("required")).isFalse();
        assertThat(patch.path("additionalProperties")).hasToString("false");
        assertThat(patch.at("/properties/sold_by/type")).hasToString("\"string\"");
        assertThat(patch.at("/properties/marks/additionalProperties/type")).hasToString("[\"string\",\"null\"]");
    }

    @Test
    void saysWhatHoldsForAllOperationsOfAKind() {
        assertThat(description.at("/components/headers/ETag/schema/type").asText())
                .isEqualTo("string");
        assertThat(description.at("/components/headers/Retry-After/schema/type").asText())
                .isEqualTo("integer");
        assertThat(description
                        .at("/components/parameters/If-None-Match/schema/type")
                        .asText())
                .isEqualTo("string");
        assertThat(names(operation("~1/get/responses/200/headers")))
                .containsExactlyInAnyOrder("ETag", "Link", "X-Request-Id");
        assertThat(operation("~1/get/parameters/0/schema/pattern").asText()).isEqualTo("^[A-Za-z0-9_-]{22}$");
        assertThat(names(operation("~1/post/responses/200/headers")))
                .containsExactlyInAnyOrder("Idempotent-Replayed", "X-Request-Id");
        JsonNode key = operation("~1/post/parameters/0");
        assertThat(key.path("name").asText()).isEqualTo("Idempotency-Key");
        assertThat(key.path("required").asBoolean()).isTrue();
        assertThat(names(operation("~1{thing_id}/patch/responses")))
                .containsExactlyInAnyOrder(
                        "204", "400", "404", "412", "413", "415", "422", "428", "429", "503", "default");
        assertThat(operation("~1{thing_id}/patch/parameters/1/required").asBoolean())
                .isTrue();
        assertThat(names(description.at("/components/responses/unavailable/headers")))
                .contains("Retry-After");
    }

    @Test
    void namesAfterTheServiceWhatOthersHaveToo() {
        assertThat(operation("~1changes/get/operationId").asText()).isEqualTo("listThingChanges");
    }

    @Test
    void explainsTheCodes() {
        assertThat(description.at("/info/description").asText())
                .contains("| `invalid_cursor` | ", "| `not_found` | There is nothing at this address. |");
    }

    /** A class of another service's making. */
    @Path("/others")
    public static final class OthersResource {
        record Size(String text) {}

        @GET
        public Size read() {
            return new Size("large");
        }
    }

    @Test
    void refusesTwoThingsOfOneName() {
        assertThatThrownBy(() -> describe(ThingsResource.class, OthersResource.class))
                .hasMessageContaining("both named Size");
    }
}
