package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What {@code run.sh} prints to be pasted works as it stands. */
@OnThePlatform
class FirstCallsIT {
    private final Platform platform;

    FirstCallsIT(Platform platform) {
        this.platform = platform;
    }

    @Test
    void leadToAnOrderThatIsPaidSentToldOfAndReturnedToOneThatIsCancelledAndIntoTheLogs() throws Exception {
        // the newest product is the first of the list, and the calls take what comes first
        Shop.at(platform).createProduct("Plentiful thing", 1000);
        String calls = platform.welcome()
                .replaceAll("(?s).*First calls[^\n]*\n", "")
                .replaceAll("\nFirst searches[^\n]*\n", "\n")
                .replaceAll("(?s)\nStop with .*", "\n");
        // whoever pastes them again finds what the first time has left, in the shell and in the shop
        List<String> twice = paste(calls + "echo again\n" + calls);
        int again = twice.indexOf("again");
        lead(twice.subList(0, again));
        lead(twice.subList(again + 1, twice.size()));
    }

    private static void lead(List<String> lines) {
        List<JsonNode> answers = lines.stream().limit(9).map(FirstCallsIT::json).toList();

        assertThat(answers.get(0).path("items")).isNotEmpty();
        assertThat(answers.get(1).at("/items/0/quantity").asInt()).isEqualTo(2);
        assertThat(answers.get(2).path("status").asText()).isEqualTo("confirmed");
        assertThat(answers.get(3).findValuesAsText("status"))
                .containsExactly("pending", "confirmed", "shipped", "delivered");
        assertThat(answers.get(4).at("/items/0/status").asText()).isEqualTo("captured");
        assertThat(answers.get(4).at("/items/0/refunds/0/status").asText()).isEqualTo("refunded");
        String order = answers.get(2).path("order_id").asText();
        assertThat(answers.get(5).findValuesAsText("subject"))
                .as("what was told of it")
                .filteredOn(subject -> subject.contains(order))
                .hasSize(5);
        assertThat(answers.get(6).path("customer_id").isNull()).isTrue();
        assertThat(answers.get(6).path("status").asText()).isEqualTo("confirmed");
        assertThat(answers.get(7).path("status").asText()).isEqualTo("cancelled");
        assertThat(answers.get(8).has("available")).isTrue();
        assertThat(String.join("\n", lines.subList(9, lines.size())))
                .contains("/products/{product_id}  http.response.status_code=404")
                .containsPattern("\"http.response.status_code\" : [45]\\d\\d")
                .containsPattern("\"key\" : \"order-service\",\\s+\"doc_count\" : [1-9]");
    }

    /** What it answers, line by line. */
    private List<String> paste(String calls) throws Exception {
        Path output = Platform.target().resolve("first-calls.log");
        Path script = Files.writeString(Platform.target().resolve("first-calls.sh"), calls);
        ProcessBuilder paste = new ProcessBuilder("bash", script.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .directory(Platform.root().toFile());
        paste.environment().putAll(platform.environment());
        assertThat(paste.start().waitFor(120, TimeUnit.SECONDS)).isTrue();
        return Files.readAllLines(output);
    }

    private static JsonNode json(String line) {
        try {
            return Http.JSON.readTree(line);
        } catch (java.io.IOException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }
}
