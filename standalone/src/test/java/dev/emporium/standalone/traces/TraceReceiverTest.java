package dev.emporium.standalone.traces;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceReceiverTest {
    private static final int TRACE = 1;

    @TempDir
    Path folder;

    private static KeyValue attribute(String name, String value) {
        return KeyValue.newBuilder()
                .setKey(name)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static ByteString id(int length, int number) {
        byte[] id = new byte[length];
        id[length - 1] = (byte) number;
        return ByteString.copyFrom(id);
    }

    private static Span.Builder span(int trace, int number, String name) {
        return Span.newBuilder()
                .setTraceId(id(16, trace))
                .setSpanId(id(8, number))
                .setName(name)
                .setStartTimeUnixNano(number * 1_000_000L)
                .setEndTimeUnixNano(number * 1_000_000L + 2_500_000);
    }

    private static byte[] request(String service, Span.Builder... spans) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (Span.Builder span : spans) {
            scope.addSpans(span);
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .setResource(Resource.newBuilder().addAttributes(attribute("service.name", service)))
                        .addScopeSpans(scope))
                .build()
                .toByteArray();
    }

    private static int post(TraceReceiver receiver, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + receiver.port() + "/v1/traces"))
                .header("Content-Type", "application/x-protobuf")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void showsATraceThatComesFromSeveralServicesAsOneTree() throws Exception {
        TraceFiles files = new TraceFiles(folder);
        assertThat(files.areThere()).isFalse();
        try (TraceReceiver receiver = new TraceReceiver(0, files)) {
            assertThat(post(receiver, request("late", span(TRACE, 4, "process").setParentSpanId(id(8, 3)))))
                    .isEqualTo(200);
            assertThat(post(
                            receiver,
                            request(
                                    "order-service",
                                    span(TRACE, 1, "POST /orders")
                                            .addAttributes(attribute("emporium.request_id", "r-1"))
                                            .setParentSpanId(id(8, 9)),
                                    span(TRACE, 3, "send").setParentSpanId(id(8, 1)),
                                    span(2, 7, "GET /orders"))))
                    .isEqualTo(200);
            assertThat(post(receiver, "no message".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(400);
        }
        // a line that is being written
        Files.writeString(
                folder.resolve("spans.jsonl"),
                "{\"trace\":\"2\",\"attributes\":{\"emporium.request_id\":\"r-1\"}",
                StandardOpenOption.APPEND);

        assertThat(files.areThere()).isTrue();
        assertThat(files.ofRequest("r-2")).isEmpty();
        assertThat(print(files.ofRequest("r-1")))
                .isEqualToNormalizingNewlines(
                        """
                        trace 00000000000000000000000000000001
                             +0.0 ms       2.5 ms  order-service         POST /orders
                             +2.0 ms       2.5 ms  order-service           send
                             +3.0 ms       2.5 ms  late                      process
                        """);
    }

    private static Span.Link link(int trace) {
        return Span.Link.newBuilder().setTraceId(id(16, trace)).build();
    }

    /** Which holds its statements, and is of no one request. */
    @Test
    void showsTheTransactionTooInWhichAMessageTookEffectWithOthers() throws Exception {
        TraceFiles files = new TraceFiles(folder);
        files.add(RecordedSpan.of(ExportTraceServiceRequest.parseFrom(request(
                "product-service",
                span(1, 1, "process stock.reserve")
                        .addAttributes(attribute("emporium.request_id", "r-1"))
                        .addLinks(link(3)),
                span(2, 2, "process stock.reserve")
                        .addAttributes(attribute("emporium.request_id", "r-2"))
                        .addLinks(link(3)),
                span(3, 3, "process stock.reserve together").addLinks(link(1)).addLinks(link(2)),
                span(3, 4, "update stock").setParentSpanId(id(8, 3))))));

        assertThat(print(files.ofRequest("r-1")))
                .isEqualToNormalizingNewlines(
                        """
                        trace 00000000000000000000000000000001
                             +0.0 ms       2.5 ms  product-service       process stock.reserve  with others, see trace 00000000000000000000000000000003
                        trace 00000000000000000000000000000003
                             +0.0 ms       2.5 ms  product-service       process stock.reserve together  of 2 traces
                             +1.0 ms       2.5 ms  product-service         update stock
                        """);
    }

    /** Of which a client has begun one, or the beginning has gone. */
    @Test
    void namesATraceOnceAndCountsItsTimeFromItsFirstSpan() throws Exception {
        TraceFiles files = new TraceFiles(folder);
        files.add(RecordedSpan.of(ExportTraceServiceRequest.parseFrom(request(
                "order-service",
                span(1, 4, "bring mail").setParentSpanId(id(8, 8)),
                span(2, 2, "GET /orders").addAttributes(attribute("emporium.request_id", "r-1")),
                span(1, 1, "POST /orders")
                        .setParentSpanId(id(8, 9))
                        .addAttributes(attribute("emporium.request_id", "r-1"))))));

        assertThat(print(files.ofRequest("r-1")))
                .isEqualToNormalizingNewlines(
                        """
                        trace 00000000000000000000000000000001
                             +0.0 ms       2.5 ms  order-service         POST /orders
                             +3.0 ms       2.5 ms  order-service         bring mail
                        trace 00000000000000000000000000000002
                             +0.0 ms       2.5 ms  order-service         GET /orders
                        """);
    }

    private static String print(List<RecordedSpan> spans) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TraceTree(spans).print(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void keepsTheLatestAlone() throws Exception {
        TraceFiles files = new TraceFiles(folder, 2_000);
        for (int i = 1; i < 100; i++) {
            files.add(RecordedSpan.of(ExportTraceServiceRequest.parseFrom(request(
                    "order-service", span(i, 1, "GET").addAttributes(attribute("emporium.request_id", "r" + i))))));
        }
        assertThat(files.ofRequest("r99")).hasSize(1);
        assertThat(files.ofRequest("r1")).isEmpty();
        assertThat(List.of("spans.jsonl", "spans-before.jsonl"))
                .allSatisfy(name -> assertThat(Files.size(folder.resolve(name))).isBetween(1L, 2_500L));
    }
}
