package dev.emporium.platform.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.platform.Json;
import dev.emporium.platform.RootPath;
import java.io.IOException;
import java.util.Set;
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

    @Test
    void namesTheFieldsOfABodyAsTheyAreRead() {
        assertThat(schema("ThingRequest").path("properties").properties())
                .extracting(property -> property.getKey())
                .contains("sold_by", "first_kind")
                .doesNotContain("soldBy");
        assertThat(schema("ThingRequest").at("/properties/first_kind/enum")).hasToString("[\"plain\",\"to_do\"]");
        assertThat(schema("ThingRequest").path("type").asText()).isEqualTo("object");
    }
}
