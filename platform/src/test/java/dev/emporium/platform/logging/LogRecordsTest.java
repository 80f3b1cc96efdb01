package dev.emporium.platform.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Failures;
import dev.emporium.platform.RequestContext;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogRecordsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final TestLog log = new TestLog();
    private final LogRecords records = log.records();
    private final List<Map<String, Object>> lines = new ArrayList<>();

    @BeforeEach
    void listen() {
        log.listen(event -> lines.add(records.of(event)));
    }

    @Test
    void saysWhenWhereAndWhatInOneFlatObject() throws IOException {
        RequestContext.with("r-1", TRACEPARENT, () -> log.logger()
                .atInfo()
                .addKeyValue("event.action", "thing-done")
                .addKeyValue("event.duration", 12)
                .addKeyValue("emporium.thing_id", new UUID(0, 7))
                .log("Did it"));

        String line = JsonLine.of(lines.get(0));
        assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
        JsonNode object = JSON.readTree(line);
        assertThat(object.properties()).allMatch(field -> field.getValue().isValueNode());
        assertThat(Instant.parse(object.path("@timestamp").asText()))
                .isCloseTo(Instant.now(), org.assertj.core.api.Assertions.within(1, ChronoUnit.MINUTES));
        assertThat(object.path("@timestamp").asText()).hasSize("2026-01-01T00:00:00.123456Z".length());
        assertThat(object.path("log.level").asText()).isEqualTo("INFO");
        assertThat(object.path("log.logger").asText()).isEqualTo("dev.emporium.example.Thing");
        assertThat(object.path("message").asText()).isEqualTo("Did it");
        assertThat(object.path("service.name").asText()).isEqualTo("example-service");
        assertThat(object.path("service.version").asText()).isEqualTo("1.2.3");
        assertThat(object.path("service.environment").asText()).isEqualTo("test");
        assertThat(object.path("service.node.name").asText()).isEqualTo("node-1");
        assertThat(object.path("http.request.id").asText()).isEqualTo("r-1");
        assertThat(object.path("trace.id").asText()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(object.path("event.action").asText()).isEqualTo("thing-done");
        assertThat(object.path("event.duration").isIntegralNumber()).isTrue();
        assertThat(object.path("emporium.thing_id").asText()).isEqualTo("00000000-0000-0000-0000-000000000007");
    }

    @Test
    void givesEachLineAnIdThatOtherContextsOfTheProcessDoNotGive() {
        TestLog other = new TestLog();
        LogRecords others = other.records();
        List<Map<String, Object>> otherLines = new ArrayList<>();
        other.listen(event -> otherLines.add(others.of(event)));
        log.logger().info("one");
        other.logger().info("two");
        log.logger().info("three");

        assertThat(List.of(lines.get(0), otherLines.get(0), lines.get(1)))
                .extracting(line -> line.get("event.id"))
                .doesNotHaveDuplicates();
        assertThat((long) lines.get(1).get("event.sequence"))
                .isGreaterThan((long) otherLines.get(0).get("event.sequence"));
    }

    @Test
    void leavesOutWhatIsNotDocumentedAndWhatIsNull() {
        log.logger()
                .atInfo()
                .addKeyValue("kafka.offset", 7)
                .addKeyValue("user.id", (Object) null)
                .log("Hello");

        assertThat(lines.get(0)).doesNotContainKeys("kafka.offset", "user.id");
    }

    @Test
    void tellsAFailureInOneField() {
        log.logger()
                .atError()
                .setCause(new IllegalStateException("outer", new IOException("inner")))
                .log("Failed");

        assertThat(lines.get(0))
                .containsEntry("error.type", "java.lang.IllegalStateException")
                .containsEntry("error.message", "outer");
        assertThat((String) lines.get(0).get("error.stack_trace"))
                .startsWith("java.lang.IllegalStateException: outer\n\tat dev.emporium")
                .contains("Caused by: java.io.IOException: inner\n");
    }

    @Test
    void doesNotRepeatWhatAFailedReaderHasRead() {
        RuntimeException failure = null;
        try {
            JSON.readValue("{\"age\":\"ada@example.com\"}", Note.class);
        } catch (JsonProcessingException e) {
            failure = new IllegalArgumentException("not a note: " + e.getMessage(), e);
        }
        log.logger().atError().setCause(failure).log("Failed");
        Failures.brief(log.logger().atWarn(), failure).log("Failed");

        assertThat(failure).hasMessageContaining("ada@example.com");
        assertThat(lines.toString())
                .contains("java.lang.IllegalArgumentException", "InvalidFormatException")
                .doesNotContain("ada");
    }

    private record Note(int age) {}

    @Test
    void cutsWhatIsLongerThanElasticsearchTakes() {
        log.logger()
                .atInfo()
                .addKeyValue("event.reason", "r".repeat(40_000))
                .setCause(new IllegalStateException("m".repeat(40_000)))
                .log("t".repeat(40_000));

        assertThat(lines.get(0).get("event.reason").toString()).hasSize(1_000);
        assertThat(lines.get(0).get("error.message").toString()).hasSize(1_000);
        assertThat(lines.get(0).get("message").toString()).hasSize(8_000);
        assertThat(lines.get(0).get("error.stack_trace").toString()).hasSizeLessThanOrEqualTo(16_000);
    }

    @Test
    void writesTextForPeople() {
        RequestContext.with("r-1", TRACEPARENT, () -> log.logger()
                .atWarn()
                .addKeyValue("event.action", "thing-done")
                .setCause(new IllegalStateException("outer"))
                .log("Did it"));

        String[] text = TextLine.of(lines.get(0)).split("\n", 3);
        assertThat(text[0])
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  Thing \\[r-1] Did it event.action=thing-done"
                        + " error.type=java.lang.IllegalStateException error.message=outer");
        assertThat(text[1]).isEqualTo("java.lang.IllegalStateException: outer");
    }

    @Test
    void takesRevisionEnvironmentAndNodeFromVariables() {
        assertThat(LogSource.of(
                        "s", Map.of("SERVICE_REVISION", "3c2f", "ENVIRONMENT", "production", "HOSTNAME", "s-7c9d-x")))
                .isEqualTo(new LogSource("s", "development+3c2f", "production", "s-7c9d-x"));
        assertThat(LogSource.of("s", Map.of("ENVIRONMENT", "")))
                .isEqualTo(new LogSource("s", "development", "local", "local"));
    }
}
