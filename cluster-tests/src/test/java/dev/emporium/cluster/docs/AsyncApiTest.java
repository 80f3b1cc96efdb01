package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Schemas;
import dev.emporium.cluster.render.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code contracts/asyncapi.yaml} says what the schemas, the topics and the services' code say, all of it and nothing else. */
class AsyncApiTest {
    private static final String SCHEMA = "asyncapi/3.0.0-without-$id";
    private static final AsyncApi SAID = new AsyncApi();

    @BeforeAll
    static void renew() throws IOException {
        if (System.getenv("RENEW_CONTRACTS") != null) {
            Files.writeString(AsyncApi.FILE, SAID.text());
        }
    }

    @Test
    void saysWhatThereIs() {
        assertThat(AsyncApi.FILE)
                .as("what is sent and listened to. If it is meant to: ./run_tests.sh --renew-contracts")
                .hasContent(SAID.text());
    }

    @Test
    void eachMessageIsSentByItsSenderOnATopicThatIsThere() {
        assertThat(SAID.messages().values()).allSatisfy(message -> {
            assertThat(SAID.isNamed(message, message.sender()))
                    .as("%s names %s", message.sender(), message.type())
                    .isTrue();
            assertThat(AsyncApi.topics()).containsKey(message.topic());
        });
        assertThat(SAID.messages().values())
                .extracting(AsyncApi.Sent::topic)
                .containsAll(AsyncApi.topics().keySet());
    }

    @Test
    void isAsyncApi() {
        JsonNode document = Documents.read(AsyncApi.FILE).get(0);
        assertThat(Schemas.violations(SCHEMA, document)).isEmpty();
        ((ObjectNode) document.path("channels").path("order.events")).put("adress", "order.events");
        assertThat(Schemas.violations(SCHEMA, document)).isNotEmpty();
    }

    /** Of what it refers to nothing is missing. */
    @Test
    void whatItRefersToIsThere() {
        JsonNode document = Documents.read(AsyncApi.FILE).get(0);
        assertThat(document.findValuesAsText("$ref")).isNotEmpty().allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(document.at(reference.substring(1)).isMissingNode()).isFalse();
            } else {
                assertThat(AsyncApi.FILE.resolveSibling(reference)).exists();
            }
        });
    }

    /** What a service subscribes to it has handlers for, and the other way round. */
    @Test
    void eachServiceHearsSomethingOfEachTopicThatItListensTo() {
        for (String service : Services.names()) {
            Set<String> listened = new TreeSet<>(Services.consumedTopics(service));
            Set<String> heard = SAID.heard(service).stream()
                    .map(type -> SAID.messages().get(type).topic())
                    .filter(topic -> !SAID.followed(service).contains(topic))
                    .collect(Collectors.toSet());
            assertThat(heard).as(service).isEqualTo(listened);
        }
    }

    @Test
    void ordersAreHeardByThoseWhoActOnThem() {
        assertThat(SAID.heard("cart-service"))
                .containsExactlyInAnyOrder("order.confirmed", "customer.deleted", "product.changed", "product.deleted");
        assertThat(SAID.heard("payment-service"))
                .containsExactlyInAnyOrder(
                        "payment.authorise", "payment.capture", "payment.void", "payment.refund", "customer.deleted");
    }
}
