package dev.emporium.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.platform.Json;
import dev.emporium.platform.example.ExampleService;
import dev.emporium.platform.service.ServiceConfiguration;
import dev.emporium.platform.testing.RawHttp;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever refuses a request, Jersey, Jackson, Jetty or we: the client gets one kind of answer. */
class ProblemsIT {
    private static final String NOTES = "/shop/notes";
    private static final String ID = "019a0000-0000-7000-8000-000000000000";

    private static TestService<ServiceConfiguration> service;

    @BeforeAll
    static void start() {
        service = TestService.start(ExampleService.class, TestPostgres.create(), "rootPath=" + NOTES);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    static Stream<Arguments> addresses() {
        return Stream.of(
                arguments("GET /elsewhere", 404, "not_found"),
                arguments("PUT /elsewhere", 404, "not_found"),
                arguments("GET " + NOTES + "x", 404, "not_found"),
                arguments("GET " + NOTES + "/a/b/c", 404, "not_found"),
                arguments("GET " + NOTES + "/1", 404, "not_found"),
                arguments("GET " + NOTES + "/1-1-1-1-1", 404, "not_found"),
                arguments("GET " + NOTES + "/" + ID, 404, "not_found"),
                arguments("GET " + NOTES + "/docs/nothing.js", 404, "not_found"),
                arguments("PUT " + NOTES, 405, "method_not_allowed"),
                arguments("POST " + NOTES + "/openapi.json", 405, "method_not_allowed"),
                arguments("POST " + NOTES + "/docs/", 405, "method_not_allowed"),
                arguments("DELETE " + NOTES + "/long", 405, "method_not_allowed"),
                arguments("BREW " + NOTES, 405, "method_not_allowed"),
                arguments("TRACE " + NOTES, 405, "method_not_allowed"),
                arguments("TRACE /elsewhere", 404, "not_found"),
                arguments("PATCH " + NOTES + "/docs/", 405, "method_not_allowed"),
                arguments("PATCH " + NOTES + "/openapi.json", 405, "method_not_allowed"),
                arguments("BREW " + NOTES + "/docs/index.html", 405, "method_not_allowed"),
                arguments("GET " + NOTES + ";a=b", 400, "bad_request"),
                arguments("GET " + NOTES + ";", 400, "bad_request"),
                arguments("GET " + NOTES + "/;x", 400, "bad_request"),
                arguments("GET /;x" + NOTES, 400, "bad_request"),
                arguments("GET " + NOTES + "/docs/;x", 400, "bad_request"),
                arguments("GET " + NOTES + "/x%3By", 400, "bad_request"),
                arguments("GET " + NOTES + "?x=1", 400, "unknown_parameter"),
                arguments("GET " + NOTES + "?limit=1&x=" + "/".repeat(5368), 400, "unknown_parameter"),
                arguments("GET " + NOTES + "/" + ID + "?limit=1", 400, "unknown_parameter"),
                arguments("GET " + NOTES + "?limit=", 400, "invalid_parameter"),
                arguments("GET " + NOTES + "?limit", 400, "invalid_parameter"),
                arguments("GET " + NOTES + "?kind=", 400, "invalid_parameter"),
                arguments("GET " + NOTES + "?limit=1&limit=2", 400, "invalid_parameter"),
                arguments("GET " + NOTES + "?limit=%2B5", 400, "invalid_parameter"),
                arguments("GET " + NOTES + "?limit=%D9%A3", 400, "invalid_parameter"),
                arguments("GET " + NOTES + "?word=%00", 400, "invalid_parameter"),
                arguments("GET " + NOTES + "?%00=1", 400, "unknown_parameter"),
                arguments("GET " + NOTES + "/slow?fail=yes", 400, "invalid_parameter"),
                arguments("DELETE " + NOTES + "/" + ID, 409, "pinned"),
                arguments("GET " + NOTES + "?limit=many", 400, "invalid_parameter"),
                arguments("GET " + NOTES + "?limit=99999999999", 400, "invalid_parameter"),
                arguments("GET " + NOTES + "?limit=101", 422, "invalid"),
                arguments("GET " + NOTES + "?kind=sonnet", 400, "invalid_parameter"),
                arguments("GET " + NOTES + "?limit=%zz", 400, "invalid_parameter"),
                arguments("GET " + NOTES + "?kind=%ff", 400, "invalid_parameter"),
                arguments("GET " + NOTES + "/%zz", 400, "bad_request"),
                arguments("GET " + NOTES + "/%ff", 400, "bad_request"),
                arguments("GET " + NOTES + "/a%2Fb", 400, "bad_request"),
                arguments("GET " + NOTES + "/%00", 400, "bad_request"),
                arguments("GET " + NOTES + "//", 400, "bad_request"),
                arguments("GET " + NOTES + "/..;/x", 400, "bad_request"),
                arguments("GET " + NOTES + "/%2e%2e/x", 400, "bad_request"),
                arguments("GET " + NOTES + "/../../../x", 400, "bad_request"),
                arguments("GET " + NOTES + "/a\\b", 400, "bad_request"),
                arguments("GET " + NOTES + "/<script>", 400, "bad_request"),
                arguments("GET " + NOTES + "/" + "a".repeat(20_000), 414, "uri_too_long"),
                arguments("GET " + NOTES + "/failures", 500, "internal_error"),
                arguments("GET " + NOTES + "/failures/text", 422, "invalid"),
                arguments("GET " + NOTES + "/slow?fail=true", 500, "internal_error"));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void refusesAnAddress(String request, int status, String code) throws Exception {
        RawHttp.Answer answer = RawHttp.send(service.uri("/"), request + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertProblem(answer, status, code);
    }

    static Stream<Arguments> requests() {
        String get = "GET " + NOTES + " HTTP/1.1\r\nHost: a\r\n";
        return Stream.of(
                arguments(get + "Accept: text/html\r\n\r\n", 406, "not_acceptable"),
                arguments(
                        "DELETE " + NOTES + "/" + ID
                                + " HTTP/1.1\r\nHost: a\r\nAccept: application/problem+json\r\n\r\n",
                        409,
                        "pinned"),
                arguments(get + "X-Long: " + "a".repeat(20_000) + "\r\n\r\n", 431, "headers_too_large"),
                arguments("GET " + NOTES + " HTTP/1.1\r\n\r\n", 400, "bad_request"),
                arguments("GET " + NOTES + " HTTP/3.7\r\nHost: a\r\n\r\n", 505, "http_version_not_supported"),
                arguments("nonsense\r\n\r\n", 400, "bad_request"),
                arguments("GET " + NOTES + " HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n", 400, "bad_request"),
                arguments("GET " + NOTES + " HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "bad_request"),
                arguments(get + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400, "bad_request"),
                arguments(get + "Content-Length: x\r\n\r\n", 400, "bad_request"),
                arguments(get + "Expect: a-miracle\r\n\r\n", 417, "expectation_failed"),
                arguments(
                        "POST " + NOTES + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                        400,
                        "bad_request"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void refusesARequest(String request, int status, String code) throws Exception {
        assertProblem(RawHttp.send(service.uri("/"), request), status, code);
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                arguments("", 400, "body_required", null),
                arguments("null", 400, "body_required", null),
                arguments(" ", 400, "body_required", null),
                arguments("{", 400, "malformed_json", null),
                arguments("{'title':1}", 400, "malformed_json", null),
                arguments("{\"title\":\"a\"} x", 400, "malformed_json", null),
                arguments("{\"title\":\"a\"}{}", 400, "malformed_json", null),
                arguments("{\"title\":\"a\",\"title\":\"b\"}", 400, "malformed_json", null),
                arguments("{\"line_items\":[{\"quantity\":1e}]}", 400, "malformed_json", null),
                arguments("[".repeat(2000), 422, "invalid", null),
                arguments("[]", 422, "invalid", null),
                arguments("\"text\"", 422, "invalid", null),
                arguments("{}", 422, "invalid", "title"),
                arguments("{\"title\":\"\"}", 422, "invalid", "title"),
                arguments("{\"title\":null}", 422, "invalid", "title"),
                arguments("{\"title\":1}", 422, "invalid", "title"),
                arguments("{\"title\":true}", 422, "invalid", "title"),
                arguments("{\"title\":{}}", 422, "invalid", "title"),
                arguments("{\"title\":\"a\\u0000b\"}", 422, "invalid", "title"),
                arguments("{\"title\":\"\\ud800\"}", 422, "invalid", "title"),
                arguments("{\"\\ud83d\\ude00\":1}", 422, "invalid", "\ud83d\ude00"),
                arguments("{\"\\ud83d\":1}", 400, "malformed_json", null),
                arguments("{\"" + "\ud83d\ude00".repeat(300) + "\":1}", 422, "invalid", "\ud83d\ude00".repeat(50)),
                arguments(
                        "{\"a" + "\ud83d\ude00".repeat(300) + "\":1}", 422, "invalid", "a" + "\ud83d\ude00".repeat(49)),
                arguments("{\"title\":" + "1".repeat(101) + "}", 422, "invalid", null),
                arguments("{\"title\":\"a\",\"secret\":1}", 422, "invalid", "secret"),
                arguments("{\"title\":\"a\",\"noteId\":\"" + ID + "\"}", 422, "invalid", "noteId"),
                arguments("{\"title\":\"a\",\"note_id\":\"x\"}", 422, "invalid", "note_id"),
                arguments("{\"title\":\"a\",\"note_id\":\"\"}", 422, "invalid", "note_id"),
                arguments("{\"title\":\"a\",\"note_id\":7}", 422, "invalid", "note_id"),
                arguments("{\"title\":\"a\",\"kind\":\"sonnet\"}", 422, "invalid", "kind"),
                arguments("{\"title\":\"a\",\"kind\":\"\"}", 422, "invalid", "kind"),
                arguments("{\"title\":\"a\",\"kind\":0}", 422, "invalid", "kind"),
                arguments("{\"title\":\"a\",\"pinned\":1}", 422, "invalid", "pinned"),
                arguments("{\"title\":\"a\",\"pinned\":\"true\"}", 422, "invalid", "pinned"),
                arguments("{\"title\":\"a\",\"due_at\":1}", 422, "invalid", "due_at"),
                arguments("{\"title\":\"a\",\"due_at\":\"tomorrow\"}", 422, "invalid", "due_at"),
                arguments("{\"title\":\"a\",\"line_items\":{}}", 422, "invalid", "line_items"),
                arguments("{\"title\":\"a\",\"line_items\":[null]}", 422, "invalid", "line_items[0]"),
                arguments("{\"title\":\"a\",\"line_items\":[7]}", 422, "invalid", "line_items[0]"),
                arguments(line("1.5"), 422, "invalid", "line_items[0].quantity"),
                arguments(line("1.0e99"), 422, "invalid", "line_items[0].quantity"),
                arguments(line("1e-999999999"), 422, "invalid", "line_items[0].quantity"),
                arguments(line("1e999999999"), 422, "invalid", "line_items[0].quantity"),
                arguments(line("\"1\""), 422, "invalid", "line_items[0].quantity"),
                arguments(line("99999999999"), 422, "invalid", "line_items[0].quantity"),
                arguments(line("null"), 422, "invalid", "line_items[0].quantity"),
                arguments(line("true"), 422, "invalid", "line_items[0].quantity"),
                arguments(line("0"), 422, "invalid", "line_items[0].quantity"),
                arguments(
                        "{\"title\":\"a\",\"line_items\":[{\"quantity\":1}]}",
                        422,
                        "invalid",
                        "line_items[0].thing_id"),
                arguments(
                        "{\"title\":\"a\",\"line_items\":[{\"thing_id\":\"" + ID + "\"}]}",
                        422,
                        "invalid",
                        "line_items[0].quantity"));
    }

    private static String line(String quantity) {
        return "{\"title\":\"a\",\"line_items\":[{\"thing_id\":\"" + ID + "\",\"quantity\":" + quantity + "}]}";
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void refusesABody(String body, int status, String code, String field) throws Exception {
        RawHttp.Answer answer = post("application/json", body.getBytes(StandardCharsets.UTF_8), "");
        JsonNode problem = assertProblem(answer, status, code);
        if (field == null) {
            assertThat(problem.has("errors")).isFalse();
        } else {
            assertThat(problem.at("/errors/0/field").asText()).isEqualTo(field);
        }
    }

    /** To JSON, and to its schemas, they are one number. */
    @ParameterizedTest
    @ValueSource(strings = {"2", "2.0", "2e0", "20E-1"})
    void takesAWholeNumberHoweverItIsWritten(String quantity) throws Exception {
        RawHttp.Answer answer = post("application/json", line(quantity).getBytes(StandardCharsets.UTF_8), "");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    }

    @Test
    void refusesBytesThatAreNotUtf8() throws Exception {
        byte[] body = "{\"title\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertProblem(post("application/json", body, ""), 400, "malformed_json");
    }

    @Test
    void refusesOtherEncodingsOfJson() throws Exception {
        String note = "{\"title\":\"a\"}";
        for (String charset : new String[] {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE"}) {
            byte[] body = note.getBytes(charset);
            assertProblem(post("application/json", body, ""), 400, "malformed_json");
            assertProblem(post("application/json;charset=" + charset, body, ""), 415, "unsupported_media_type");
        }
        byte[] body = note.getBytes(StandardCharsets.UTF_8);
        assertProblem(post("application/json;charset=foo", body, ""), 415, "unsupported_media_type");
        assertProblem(post("application/json;charset=\"\u00e4 b\"", body, ""), 415, "unsupported_media_type");
        assertThat(post("application/json;charset=\"UTF-8\"", body, "").status())
                .isEqualTo(201);
    }

    @Test
    void wantsToKnowWhatABodyIs() throws Exception {
        String head = "POST " + NOTES + " HTTP/1.1\r\nHost: a\r\nContent-Length: ";
        assertProblem(RawHttp.send(service.uri("/"), head + "2\r\n\r\n{}"), 415, "unsupported_media_type");
        assertProblem(RawHttp.send(service.uri("/"), head + "0\r\n\r\n"), 400, "body_required");
        assertProblem(
                RawHttp.send(service.uri("/"), "POST " + NOTES + " HTTP/1.1\r\nHost: a\r\n\r\n"), 400, "body_required");
    }

    @Test
    void refusesOtherMediaTypesAndEncodings() throws Exception {
        byte[] body = "{\"title\":\"a\"}".getBytes(StandardCharsets.UTF_8);
        assertProblem(post("text/plain", body, ""), 415, "unsupported_media_type");
        assertProblem(post("application/x-www-form-urlencoded", body, ""), 415, "unsupported_media_type");
        assertProblem(post("nonsense", body, ""), 400, "bad_request");
        assertProblem(post("application/json", body, "Content-Encoding: gzip\r\n"), 415, "unsupported_media_type");
    }

    @Test
    void refusesAnAnnouncedBodyOverTheLimitAtOnce() throws Exception {
        String head = "POST " + NOTES + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Content-Length: 999999999\r\nExpect: 100-continue\r\n\r\n";
        assertProblem(RawHttp.send(service.uri("/"), head), 413, "body_too_large");
    }

    @Test
    void keepsTheHeadersOfARefusal() throws Exception {
        RawHttp.Answer wrongMethod = RawHttp.send(service.uri("/"), "PUT " + NOTES + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(wrongMethod.header("Allow")).contains("GET").contains("HEAD").contains("POST");
        for (String request :
                List.of("TRACE " + NOTES, "BREW " + NOTES + "/docs/", "PATCH " + NOTES + "/openapi.json")) {
            RawHttp.Answer refused = RawHttp.send(service.uri("/"), request + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(refused.header("Allow"))
                    .as(request)
                    .contains("GET")
                    .contains("HEAD")
                    .doesNotContain("TRACE");
        }
        for (String path : List.of(NOTES, NOTES + "/" + ID, NOTES + "/docs/", NOTES + "/openapi.json")) {
            RawHttp.Answer options = RawHttp.send(
                    service.uri("/"), "OPTIONS " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(options.status()).isEqualTo(200);
            assertThat(options.header("Allow"))
                    .as(path)
                    .contains("GET")
                    .contains("HEAD")
                    .doesNotContain("TRACE");
        }
        RawHttp.Answer pinned =
                RawHttp.send(service.uri("/"), "DELETE " + NOTES + "/" + ID + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(pinned.header("Retry-After")).isEqualTo("2");
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        RawHttp.Answer answer =
                RawHttp.send(service.uri("/"), "HEAD " + NOTES + "/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.rest()).isEmpty();
    }

    @Test
    void namesTheKnownParametersAndIgnoresThoseOfOthers() throws Exception {
        JsonNode problem = assertProblem(
                RawHttp.send(service.uri("/"), "GET " + NOTES + "?limits=1 HTTP/1.1\r\nHost: a\r\n\r\n"),
                400,
                "unknown_parameter");
        assertThat(problem.path("detail").asText()).contains("kind, limit, word");
        String others = "?utm_source=mail&_ga=1&utm_x=&_=2&_=3&limit=1";
        assertThat(RawHttp.send(service.uri("/"), "GET " + NOTES + others + " HTTP/1.1\r\nHost: a\r\n\r\n")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void saysThatItEndsTheConnectionWhereItDoes() throws Exception {
        for (String request : List.of(
                "GET " + NOTES + "/%zz HTTP/1.1",
                "GET " + NOTES + "/%00 HTTP/1.1",
                "GET " + NOTES + "/" + "a".repeat(20_000) + " HTTP/1.1",
                "GET " + NOTES + " HTTP/3.0")) {
            assertThat(RawHttp.send(service.uri("/"), request + "\r\nHost: a\r\n\r\n")
                            .header("Connection"))
                    .as(request)
                    .isEqualTo("close");
        }
    }

    @Test
    void opensNoToolsAtTheAdminPortUnlessAsked() throws Exception {
        for (String request :
                List.of("POST /tasks/gc", "POST /tasks/log-level", "GET /threads", "GET /pprof", "GET /")) {
            RawHttp.Answer answer =
                    RawHttp.send(service.admin("/"), request + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertProblem(answer, 404, "not_found");
        }
        for (String path : List.of("/health/live", "/metrics", "/ping")) {
            String head = "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
            assertThat(RawHttp.send(service.admin("/"), head).status()).as(path).isEqualTo(200);
        }
        try (var open = TestService.start(ExampleService.class, TestPostgres.create(), "adminTools=true")) {
            String head = " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            assertThat(RawHttp.send(open.admin("/"), "GET /threads" + head).status())
                    .isEqualTo(200);
            assertThat(RawHttp.send(open.admin("/"), "POST /tasks/gc" + head).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void keepsAnswersOutOfCachesAndFromBeingTakenForSomethingElse() throws Exception {
        for (String path : List.of(NOTES, NOTES + "/1", NOTES + "?x=1", "/elsewhere", NOTES + "/;x", NOTES + "/%zz")) {
            RawHttp.Answer answer = RawHttp.send(service.uri("/"), "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(answer.header("Cache-Control")).as(path).isEqualTo("private, no-store");
            assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
        }
        assertThat(RawHttp.send(service.uri("/"), "GET " + NOTES + " HTTP/1.1\r\nHost: a\r\n\r\n")
                        .header("Vary"))
                .contains("Authorization");
        assertThat(RawHttp.send(service.uri("/"), "nonsense\r\n\r\n").header("X-Content-Type-Options"))
                .isEqualTo("nosniff");
    }

    @Test
    void refusesOnTheAdminPortTheSameWay() throws Exception {
        RawHttp.Answer answer = RawHttp.send(service.admin("/"), "GET /health/x HTTP/1.1\r\nHost: a\r\n\r\n");
        assertProblem(answer, 404, "not_found");
    }

    private static RawHttp.Answer post(String type, byte[] body, String headers) throws Exception {
        return RawHttp.send(
                service.uri("/"),
                "POST " + NOTES + "/ HTTP/1.1\r\nHost: a\r\nContent-Type: " + type + "\r\n" + headers
                        + "Content-Length: " + body.length + "\r\n\r\n",
                body);
    }

    private static JsonNode assertProblem(RawHttp.Answer answer, int status, String code) throws Exception {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Server")).isEmpty();
        assertThat(answer.body())
                .doesNotContainIgnoringCase("exception", "jetty", "java", "dev.emporium", "secret words", "<html");
        JsonNode problem = Json.mapper().readTree(answer.body());
        assertThat(problem.path("code").asText()).as(answer.toString()).isEqualTo(code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("request_id").asText())
                .isEqualTo(answer.header("X-Request-Id"))
                .isNotEmpty();
        assertThat(problem.path("trace_id").asText()).matches("[0-9a-f]{32}");
        return problem;
    }
}
