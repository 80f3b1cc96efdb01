package dev.emporium.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a recorder finds of requests that pass; the agent's is the same. */
class RequestSpanIT {
    private static final String MAPPING =
            """
            apiVersion: getambassador.io/v3alpha1
            kind: Mapping
            metadata: {name: carts}
            spec: {hostname: "*", prefix: /carts, rewrite: "", service: "cart-service:8002", timeout_ms: 30000}
            """;

    private static final Pattern TRACEPARENT =
            Pattern.compile("(?i)traceparent: 00-([0-9a-f]{32})-([0-9a-f]{16})-0[13]");

    @RegisterExtension
    static final OpenTelemetryExtension RECORDED = OpenTelemetryExtension.create();

    @TempDir
    Path folder;

    private TinyUpstream upstream;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("carts.yaml"), MAPPING);
        upstream = TinyUpstream.answering(0, request -> TinyUpstream.OK);
        gateway = Gateway.start(folder, 0, Map.of("CART_SERVICE_PORT", Integer.toString(upstream.port())));
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    private void get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                .header("X-Request-Id", "r-1");
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpClient.newHttpClient().send(request.build(), BodyHandlers.discarding());
    }

    /** It ends when the last byte has gone, which whoever reads it may have before. */
    private static SpanData span() {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (RECORDED.getSpans().isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(RECORDED.getSpans()).hasSize(1);
        return RECORDED.getSpans().get(0);
    }

    @Test
    void beginsTheTraceThatTheServiceGoesOnWith() throws Exception {
        get("/carts/what-opens-it?by=ada");

        SpanData span = span();
        assertThat(span.getName()).isEqualTo("GET to cart-service");
        assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(span.getParentSpanContext().isValid()).isFalse();
        assertThat(span.getAttributes().get(AttributeKey.stringKey("emporium.request_id")))
                .isEqualTo("r-1");
        assertThat(span.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
                .isEqualTo(200);
        assertThat(span.getAttributes().toString()).doesNotContain("what-opens-it", "ada", "127.0.0.1");
        Matcher sent = TRACEPARENT.matcher(upstream.requests().take());
        assertThat(sent.find()).isTrue();
        assertThat(sent.group(1)).isEqualTo(span.getTraceId());
        assertThat(sent.group(2)).isEqualTo(span.getSpanId());
        assertThat(sent.find()).as("another").isFalse();
    }

    @Test
    void goesOnWithTheTraceThatTheClientHasBegun() throws Exception {
        get("/carts/1", "traceparent", "00-11111111111111111111111111111111-2222222222222222-01");

        assertThat(span().getTraceId()).isEqualTo("1".repeat(32));
        assertThat(span().getParentSpanId()).isEqualTo("2".repeat(16));
        assertThat(upstream.requests().take())
                .contains("00-" + "1".repeat(32) + "-" + span().getSpanId() + "-01")
                .doesNotContain("2".repeat(16));
    }

    /** Of which no service knows. */
    @Test
    void showsWhatTheGatewayItselfAnswered() throws Exception {
        upstream.close();
        get("/carts/1");

        assertThat(span().getName()).isEqualTo("GET to cart-service");
        assertThat(span().getStatus()).isEqualTo(StatusData.error());
        assertThat(span().getAttributes().get(AttributeKey.longKey("http.response.status_code")))
                .isEqualTo(503);

        RECORDED.clearSpans();
        get("/elsewhere");
        assertThat(span().getName()).isEqualTo("GET");
        assertThat(span().getStatus()).isEqualTo(StatusData.unset());
    }
}
