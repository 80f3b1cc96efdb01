package dev.emporium.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Json;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.Uuid7;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a recorder finds of messages that are sent and handled; the agent's is the same. */
class MessageSpansTest {
    private static final String ONE = "00-11111111111111111111111111111111-2222222222222222-01";
    private static final String OTHER = "00-33333333333333333333333333333333-4444444444444444-01";

    @RegisterExtension
    static final OpenTelemetryExtension RECORDED = OpenTelemetryExtension.create();

    /** OpenTelemetry's conventions ask it of every span of a message. */
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.name");

    private static Message message(String traceparent) {
        return new Message(
                "1.0",
                Uuid7.next(),
                "/test",
                "test.done",
                UUID.randomUUID(),
                Instant.EPOCH,
                "application/json",
                "request-1",
                traceparent,
                Json.mapper().createObjectNode());
    }

    private static SpanData span(String id) {
        return RECORDED.getSpans().stream()
                .filter(span -> span.getSpanId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static String id(String traceparent) {
        return traceparent.substring(36, 52);
    }

    @Test
    void sendingAndEffectAreInTheTraceOfWhatTheMessageWasWrittenFor() throws Exception {
        String written = Json.mapper().writeValueAsString(message(ONE));
        Envelope envelope = Envelope.of(written);
        assertThat(envelope).isEqualTo(new Envelope("request-1", ONE));
        Span sending = MessageSpans.sending("test.events", envelope);
        String told = dev.emporium.platform.Tracing.traceparent(sending, null);
        MessageSpans.end(sending, null);

        Message received = read(written, told);
        String then;
        MessageSpans spans = new MessageSpans(List.of(received));
        then = RequestContext.traceparent();
        assertThat(spans.messages().get(0).traceparent()).isEqualTo(then);
        assertThat(RequestContext.requestId()).isEqualTo("request-1");
        assertThat(Span.current().getSpanContext().getSpanId()).isEqualTo(id(then));
        spans.close();
        assertThat(RequestContext.traceparent()).isNull();
        assertThat(Span.current().getSpanContext().isValid()).isFalse();

        assertThat(RECORDED.getSpans())
                .extracting(SpanData::getTraceId)
                .containsOnly(ONE.substring(3, 35))
                .hasSize(2);
        assertThat(span(id(told)).getParentSpanId()).isEqualTo(id(ONE));
        assertThat(span(id(then)).getParentSpanId()).isEqualTo(id(told));
        assertThat(span(id(then)).getName()).isEqualTo("process test.done");
        assertThat(List.of(told, then))
                .extracting(traceparent -> span(id(traceparent)).getAttributes().get(OPERATION))
                .containsExactly("send", "process");
    }

    @Test
    void whatTakesEffectTogetherStaysInItsOwnTraceAndIsLinked() {
        MessageSpans spans = new MessageSpans(List.of(message(ONE), message(OTHER)));
        String together = Span.current().getSpanContext().getSpanId();
        assertThat(id(RequestContext.traceparent()))
                .as("what follows from none of them alone")
                .isEqualTo(together);
        assertThat(RequestContext.requestId()).isNull();
        spans.failed(new IllegalStateException("of somebody@example.com"));
        spans.close();

        List<Message> told = spans.messages();
        assertThat(told)
                .extracting(message -> message.traceparent().substring(3, 35))
                .containsExactly(ONE.substring(3, 35), OTHER.substring(3, 35));
        SpanData transaction = span(together);
        assertThat(transaction.getAttributes().get(OPERATION)).isEqualTo("process");
        assertThat(transaction.getParentSpanId()).isEqualTo(SpanId.getInvalid());
        assertThat(transaction.getLinks())
                .extracting(link -> link.getSpanContext().getSpanId())
                .containsExactly(id(told.get(0).traceparent()), id(told.get(1).traceparent()));
        for (Message message : told) {
            SpanData effect = span(id(message.traceparent()));
            assertThat(effect.getLinks())
                    .extracting(LinkData::getSpanContext)
                    .containsExactly(transaction.getSpanContext());
            assertThat(effect.getStatus()).isEqualTo(StatusData.error());
            assertThat(effect.toString()).doesNotContain("somebody");
        }
    }

    @ParameterizedTest
    @CsvSource({"00, 00, 0", "00, 01, 2", "01, 01, 3"})
    void aTransactionIsRecordedWhenOneOfItsMessagesIs(String one, String other, int recorded) {
        new MessageSpans(List.of(message(flagged(ONE, one)), message(flagged(OTHER, other)))).close();
        assertThat(RECORDED.getSpans()).hasSize(recorded);
    }

    private static String flagged(String traceparent, String flags) {
        return traceparent.substring(0, 53) + flags;
    }

    /** What stands in a record's headers may be anybody's. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "nothing", "00-11111111111111111111111111111111-2222222222222222-0x"})
    void takesTheMessagesOwnWordWhereTheHeadersHaveNone(String header) throws Exception {
        String written = Json.mapper().writeValueAsString(message(OTHER));
        assertThat(read(written, header).traceparent()).isEqualTo(OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{", "{\"traceparent\":{}}", "{\"data\":{\"traceparent\":\"x\"}}"})
    void sendsWhatIsNoMessageWithoutHeaders(String text) {
        assertThat(Envelope.of(text).headers()).isEmpty();
        MessageSpans.end(MessageSpans.sending("test.events", Envelope.of(text)), new IllegalStateException("full"));
    }

    private static Message read(String value, String header) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(RequestContext.TRACEPARENT, header == null ? null : header.getBytes(StandardCharsets.UTF_8));
        return new MessageReader(Json.mapper())
                .read(new ConsumerRecord<>(
                        "test.events",
                        0,
                        0,
                        0,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        new byte[] {1},
                        value.getBytes(StandardCharsets.UTF_8),
                        headers,
                        java.util.Optional.empty()));
    }
}
