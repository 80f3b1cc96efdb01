package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Postman collection has a request for each operation that is described, and no other. */
class PostmanCollectionTest {
    @BeforeAll
    static void renew() throws IOException {
        if (System.getenv("RENEW_CONTRACTS") != null) {
            Files.writeString(PostmanCollection.FILE, PostmanCollection.text());
        }
    }

    @Test
    void isMadeOfTheDescriptions() throws IOException {
        assertThat(PostmanCollection.FILE)
                .as("what is made of contracts/openapi. If it is meant to: ./run_tests.sh --renew-contracts")
                .hasContent(PostmanCollection.text());
    }

    @Test
    void hasARequestForEachOperationAndNoOther() throws IOException {
        List<String> described = new ArrayList<>();
        for (String service : Services.names()) {
            JsonNode description = PostmanCollection.description(service);
            description.path("paths").properties().forEach(path -> path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> described.add(method.toUpperCase(Locale.ROOT) + " {{gateway}}"
                            + description.at("/servers/0/url").asText().substring(2)
                            + path.getKey().replace("{", ":").replace("}", ""))));
        }
        List<String> requests = new ArrayList<>();
        PostmanCollection.committed().path("item").forEach(folder -> folder.path("item")
                .forEach(item -> requests.add(item.at("/request/method").asText() + " "
                        + item.at("/request/url/raw").asText())));
        assertThat(requests).containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void sendsWhatIsRememberedAndWhatIsRequired() {
        String text = Services.text(PostmanCollection.FILE);
        assertThat(text).contains("{{access_token}}", "{{$guid}}", "{{etag}}", "{{email}}", "{{order_id}}");
    }
}
