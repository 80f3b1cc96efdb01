package dev.emporium.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.example.ExampleService;
import dev.emporium.platform.service.ServiceConfiguration;
import dev.emporium.platform.testing.RawHttp;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import dev.emporium.platform.testing.Wait;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes with every request and answer: ids, entity tags, numbers. */
class ExchangeIT {
    @RegisterExtension
    static final OpenTelemetryExtension RECORDED = OpenTelemetryExtension.create();

    private static TestService<ServiceConfiguration> service;
    private static String location;

    @BeforeAll
    static void start() throws Exception {
        service = TestService.start(ExampleService.class, TestPostgres.create());
        String body = "{\"title\":\"" + "long ".repeat(39) + "\"}";
        RawHttp.Answer created = RawHttp.send(
                service.uri("/"),
                "POST /notes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body);
        location = created.header("Location");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static RawHttp.Answer get(String path, String... headers) throws IOException {
        String lines = String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n");
        return RawHttp.send(
                service.uri("/"), "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + lines + "\r\n");
    }

    @Test
    void returnsAnAcceptableRequestIdAndReplacesAnother() throws Exception {
        assertThat(get("/notes", "X-Request-Id: abc-1.2_3").header("X-Request-Id"))
                .isEqualTo("abc-1.2_3");
        assertThat(get("/nothing", "X-Request-Id: abc").body()).contains("\"request_id\":\"abc\"");
        assertThat(get("/notes/slow?fail=true", "X-Request-Id: abc").body()).contains("\"request_id\":\"abc\"");
        for (String offered : new String[] {"a b", "a".repeat(129), "", "a,b", "<x>"}) {
            assertThat(get("/notes", "X-Request-Id: " + offered).header("X-Request-Id"))
                    .isNotEqualTo(offered)
                    .hasSize(36);
        }
    }

    /** Neither its path, which may be what opens a cart, nor what it asks for; and none for who scrapes. */
    @Test
    void aRequestIsASpanOfTheTraceThatItComesWith() throws Throwable {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        get(
                "/notes/secret?word=of-a-person",
                "X-Request-Id: traced",
                "traceparent: 00-" + trace + "-00f067aa0ba902b7-01");

        // that of a request of before may end when its answer has long been read
        Wait.until(() -> assertThat(RECORDED.getSpans())
                .filteredOn(SpanData::getTraceId, trace)
                .singleElement()
                .satisfies(span -> {
                    assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
                    assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
                    assertThat(span.getName()).isEqualTo("GET /notes/{note_id}");
                    assertThat(span.getAttributes().get(AttributeKey.stringKey("emporium.request_id")))
                            .isEqualTo("traced");
                    assertThat(span.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
                            .isEqualTo(400);
                    assertThat(span.toString()).doesNotContain("secret", "of-a-person");
                }));
        Wait.until(() -> {
            RawHttp.Answer metrics = RawHttp.send(
                    service.admin("/metrics"),
                    "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                            + "Accept: application/openmetrics-text; version=1.0.0\r\n\r\n");
            assertThat(metrics.body() + metrics.rest())
                    .containsPattern("http_server_request_duration_seconds_bucket.*# \\{.*trace_id=\"" + trace + "\"");
        });
    }

    /** Those that come within one interval of scraping would begin a series of their own, and be no increase. */
    @Test
    void aRouteThatWasAskedForHasCountedNoFailures() throws Throwable {
        get("/notes");

        Wait.until(() -> {
            RawHttp.Answer metrics = RawHttp.send(
                    service.admin("/metrics"), "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            for (String status : new String[] {"500", "503"}) {
                assertThat(metrics.body() + metrics.rest())
                        .contains("http_server_request_duration_seconds_count{method=\"GET\",route=\"/notes\",status=\""
                                + status + "\"} 0\n");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Accept-Encoding: gzip"})
    void answersNotModifiedToWhoHasIt(String encoding) throws Exception {
        String[] none = encoding.isEmpty() ? new String[0] : new String[] {encoding};
        RawHttp.Answer first = get(location, none);
        String tag = first.header("ETag");
        assertThat(tag).startsWith("\"").endsWith("\"");
        assertThat(first.header("Content-Encoding")).isEqualTo(encoding.isEmpty() ? "" : "gzip");
        for (String candidate : new String[] {tag, "\"other\", " + tag, "W/" + tag, "*"}) {
            RawHttp.Answer again = get(location, "If-None-Match: " + candidate, encoding.isEmpty() ? "X: y" : encoding);
            assertThat(again.status()).as(candidate).isEqualTo(304);
            assertThat(again.rest()).isEmpty();
            // RFC 9110, section 8.6: it would be the length of what is not sent
            assertThat(again.header("Content-Length")).isEmpty();
            assertThat(again.header("ETag")).isIn(tag, tag.replace("--gzip", ""));
        }
        assertThat(get(location, "If-None-Match: \"other\"").status()).isEqualTo(200);
        // a tag from a compressed answer holds for a plain one, and the other way round
        assertThat(get(location, "If-None-Match: " + tag).status()).isEqualTo(304);
    }

    @Test
    void tellsTheLengthOfALongBodyToWhoAsksForTheHead() throws Exception {
        RawHttp.Answer head =
                RawHttp.send(service.uri("/"), "HEAD /notes/long HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.rest()).isEmpty();
        assertThat(head.header("Content-Length")).isEqualTo("1000000");
    }

    /** RFC 9110, section 5.3. */
    @Test
    void readsTagsInSeveralLinesAsOneList() throws Exception {
        String tag = get(location).header("ETag");
        assertThat(get(location, "If-None-Match: \"x\"", "If-None-Match: " + tag)
                        .status())
                .isEqualTo(304);
        assertThat(get("/notes/precondition", "If-Match: \"x\"", "If-Match: \"y\"")
                        .body())
                .contains("\\\"x\\\", \\\"y\\\"");
    }

    /** Whatever else than chunks a body is encoded in, nobody here undoes. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "chunked\r\nTransfer-Encoding: chunked"})
    void refusesATransferCodingThatItDoesNotKnow(String coding) throws Exception {
        RawHttp.Answer refused = RawHttp.send(
                service.uri("/"),
                "POST /notes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: " + coding
                        + "\r\n\r\nd\r\n{\"title\":\"x\"}\r\n0\r\n\r\n");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("\"bad_request\"");
    }

    /** What a client does not take it is not given. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip;q=0", "identity, gzip;q=0.0", "*;q=0, identity", "br"})
    void compressesForNobodyWhoRefusesIt(String accepted) throws Exception {
        RawHttp.Answer plain = get(location, "Accept-Encoding: " + accepted);
        assertThat(plain.status()).isEqualTo(200);
        assertThat(plain.header("Content-Encoding")).isEmpty();
        assertThat(plain.header("ETag")).doesNotContain("--gzip");
    }

    /** Jetty marks the tag of a compressed answer; the precondition of a change must not notice. */
    @Test
    void takesBackTheTagOfACompressedAnswerAsAPrecondition() throws Exception {
        String tag = get(location, "Accept-Encoding: gzip").header("ETag");
        assertThat(tag).endsWith("--gzip\"");
        assertThat(get("/notes/precondition", "If-Match: " + tag).body())
                .contains(tag.replace("--gzip", "").replace("\"", "\\\""));
    }

    @Test
    void takesTheClientsAddressFromTheGatewayAlone() throws Exception {
        assertThat(get("/notes/client").body()).contains("\"127.0.0.1\"");
        assertThat(get("/notes/client", "X-Forwarded-For: 192.0.2.1, 203.0.113.7:4711")
                        .body())
                .contains("\"203.0.113.7\"");
        TestPostgres database = TestPostgres.create();
        try (var alone = TestService.start(ExampleService.class, database, "trustedProxies=10.0.0.0/8")) {
            String head =
                    "GET /notes/client HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n";
            assertThat(RawHttp.send(alone.uri("/"), head).body()).contains("\"127.0.0.1\"");
        }
    }

    @Test
    void countsByRouteNotByPath() throws Exception {
        get(location);
        get("/notes/1");
        RawHttp.send(service.uri("/"), "BREW /elsewhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        awaitMetric(
                "http_server_request_duration_seconds_count{method=\"GET\",route=\"/notes/{note_id}\",status=\"200\"}");
        awaitMetric(
                "http_server_request_duration_seconds_count{method=\"GET\",route=\"/notes/{note_id}\",status=\"404\"}");
        awaitMetric("http_server_request_duration_seconds_count{method=\"other\",route=\"unmatched\",status=\"404\"}");
        awaitMetric("jvm_memory_used_bytes{");
        awaitMetric("pool_in_use{pool=\"database\"} ");
    }

    /** An answer may arrive before it is counted. */
    private static void awaitMetric(String start) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String body;
        do {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            RawHttp.Answer answer =
                    RawHttp.send(service.admin("/"), "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).startsWith("text/plain");
            body = answer.body() + answer.rest();
        } while (!body.contains("\n" + start) && System.nanoTime() < deadline);
        assertThat(body).contains("\n" + start);
    }
}
