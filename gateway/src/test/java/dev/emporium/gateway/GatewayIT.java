package dev.emporium.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayIT {

    private static final String MAPPING =
            """
            apiVersion: getambassador.io/v3alpha1
            kind: Mapping
            metadata:
              name: a-service
            spec:
              hostname: "*"
              prefix: "/a(/.*)?"
              prefix_regex: true
              rewrite: ""
              service: a-service:8001
              timeout_ms: 5000
              cors:
                origins: ["https://shop.example"]
                methods: [GET, POST]
                headers: [Content-Type, Idempotency-Key]
                exposed_headers: [ETag]
                max_age: "600"
            ---
            kind: Listener
            ---
            apiVersion: getambassador.io/v3alpha1
            kind: Mapping
            metadata:
              name: patient
            spec:
              hostname: "*"
              prefix: /patient/
              rewrite: ""
              service: a-service:8001
              timeout_ms: 30000
            """;

    private static final String CANARY =
            """
            apiVersion: getambassador.io/v3alpha1
            kind: Mapping
            metadata:
              name: a-service-canary
            spec:
              hostname: "*"
              prefix: "/a(/.*)?"
              prefix_regex: true
              rewrite: ""
              service: a-service-canary:8001
              weight: 25
            """;

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private Gateway gateway;
    private TinyUpstream upstream;

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    @Test
    void sendsItsShareToTheCanary() throws Exception {
        start(request -> TinyUpstream.OK);
        try (TinyUpstream canary = TinyUpstream.answering(0, request -> TinyUpstream.OK)) {
            gateway.close();
            Files.writeString(folder.resolve("canary.yaml"), CANARY);
            gateway = Gateway.start(
                    folder,
                    0,
                    Map.of(
                            "A_SERVICE_PORT", Integer.toString(upstream.port()),
                            "A_SERVICE_CANARY_PORT", Integer.toString(canary.port())));

            for (int i = 0; i < 400; i++) {
                assertThat(get(to("/a/" + i)).statusCode()).isEqualTo(200);
            }

            // 100 are expected; 60 would be more than four standard deviations away
            assertThat(canary.requests().size()).isBetween(60, 140);
            assertThat(upstream.requests()).hasSize(400 - canary.requests().size());
        }
    }

    @Test
    void saysWhoCalledAndDropsWhatBelongsToOneConnection() throws Exception {
        start(request -> TinyUpstream.OK);

        raw("GET /a HTTP/1.1\r\nHost: shop.example:8080\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\nTE: trailers\r\n"
                + "X-Forwarded-For: 10.1.1.1\r\nX-Forwarded-Proto: https\r\nAuthorization: Bearer t\r\n\r\n");

        assertThat(received().lines())
                .contains(
                        "Host: shop.example:8080",
                        "X-Forwarded-For: 10.1.1.1, 127.0.0.1",
                        "X-Forwarded-Proto: http",
                        "Authorization: Bearer t")
                .noneMatch(
                        line -> line.matches("(?i)(x-mine|te|connection|via|forwarded|accept-encoding|user-agent):.*"));
    }

    /** RFC 9110, section 8.6: it would be the length of what is not sent. */
    @Test
    void saysNoLengthOfWhatIsNotModified() throws Exception {
        start(request -> "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n");

        assertThat(raw("GET /a HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"1\"\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 304 ")
                .contains("ETag: \"1\"")
                .doesNotContain("Content-Length");
    }

    @Test
    void dropsWhatBelongsToTheServicesConnection() throws Exception {
        start(request -> "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
                + "Connection: keep-alive, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: timeout=5\r\n\r\n");

        HttpResponse<String> answer = get(to("/a"));

        assertThat(answer.headers().map()).doesNotContainKeys("x-mine", "keep-alive", "connection");
        assertThat(answer.headers().allValues("Date")).containsExactly("Thu, 01 Jan 2026 00:00:00 GMT");
    }

    @Test
    void streamsABodyAlsoOneThatAsksFirst() throws Exception {
        start(request -> TinyUpstream.OK);

        HttpResponse<String> answer = client.send(
                to("/a/b")
                        .expectContinue(true)
                        .POST(BodyPublishers.ofString("hello"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(received()).endsWith("\r\n\r\nhello");
    }

    @Test
    void takesOrMakesTheRequestIdAndReturnsItOnce() throws Exception {
        start(request -> TinyUpstream.OK);

        HttpResponse<String> given = get(to("/a").header("X-Request-Id", "mine-1"));
        assertThat(given.headers().allValues("X-Request-Id")).containsExactly("mine-1");
        assertThat(received()).contains("X-Request-Id: mine-1\r\n");

        HttpResponse<String> made = get(to("/a").header("X-Request-Id", "<script>"));
        String id = made.headers().allValues("X-Request-Id").get(0);
        assertThat(made.headers().allValues("X-Request-Id")).hasSize(1);
        assertThat(id).matches("[0-9a-f-]{36}");
        assertThat(received()).contains("X-Request-Id: " + id + "\r\n").doesNotContain("script");
    }

    @Test
    void answersWithAProblemWhereNothingIsServed() throws Exception {
        start(request -> TinyUpstream.OK);

        JsonNode problem = problem(get(to("/elsewhere").header("X-Request-Id", "mine-2")), 404, "route_not_found");

        assertThat(problem.path("instance").asText()).isEqualTo("/elsewhere");
        assertThat(problem.path("request_id").asText()).isEqualTo("mine-2");
    }

    @Test
    void answersWithAProblemWhenTheServiceIsNotThere() throws Exception {
        start(request -> TinyUpstream.OK);
        upstream.close();

        HttpResponse<String> answer = get(to("/a").header("Origin", "https://shop.example"));

        problem(answer, 503, "upstream_unavailable");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://shop.example");
    }

    @Test
    void answersWithAProblemWhenTheServiceTakesTooLong() throws Exception {
        start(request -> null);

        problem(get(to("/a")), 504, "upstream_timeout");
    }

    @Test
    void answersAPreflightItself() throws Exception {
        start(request -> TinyUpstream.OK);

        HttpResponse<String> answer = get(to("/a/1")
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://shop.example")
                .header("Access-Control-Request-Method", "POST"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map())
                .containsEntry("access-control-allow-origin", List.of("https://shop.example"))
                .containsEntry("access-control-allow-methods", List.of("GET, POST"))
                .containsEntry("access-control-allow-headers", List.of("Content-Type, Idempotency-Key"))
                .containsEntry("access-control-max-age", List.of("600"));
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void letsOnlyAllowedOriginsReadAnAnswer() throws Exception {
        start(request -> TinyUpstream.OK);

        var allowed = get(to("/a").header("Origin", "https://shop.example")).headers();
        assertThat(allowed.firstValue("Access-Control-Allow-Origin")).hasValue("https://shop.example");
        assertThat(allowed.firstValue("Access-Control-Expose-Headers")).hasValue("ETag");
        assertThat(allowed.allValues("Vary")).containsExactly("Origin");

        assertThat(get(to("/a").header("Origin", "https://evil.example"))
                        .headers()
                        .map())
                .doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void asksAgainOnceWhenAServiceHangsUpOnASafeRequestOnly() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        start(request -> asked.incrementAndGet() == 1 ? "" : TinyUpstream.OK);

        assertThat(get(to("/a")).statusCode()).isEqualTo(200);
        assertThat(asked).hasValue(2);

        asked.set(0);
        problem(
                client.send(to("/a").POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString()),
                503,
                "upstream_unavailable");
        assertThat(asked).hasValue(1);
    }

    @Test
    void findsAServiceAgainAfterItsRestart() throws Exception {
        start(request -> TinyUpstream.OK);
        assertThat(get(to("/a")).statusCode()).isEqualTo(200);
        int port = upstream.port();
        upstream.close();
        upstream = TinyUpstream.answering(port, request -> TinyUpstream.OK);

        assertThat(get(to("/a")).statusCode()).isEqualTo(200);
    }

    @Test
    void saysThatItEndsTheConnectionWhereItDoes() throws Exception {
        start(request -> TinyUpstream.OK);

        for (String line : new String[] {"GET /a%zz HTTP/1.1", "GET /a%00 HTTP/1.1", "GET /a HTTP/3.0"}) {
            assertThat(raw(line + "\r\nHost: a\r\n\r\n")).as(line).containsIgnoringCase("\r\nConnection: close\r\n");
        }
    }

    @Test
    void refusesInTheFormOfAProblemWhatIsNotHttp() throws Exception {
        start(request -> TinyUpstream.OK);

        assertThat(raw("GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json")
                .contains("urn:emporium:problem:bad_request");
    }

    @Test
    void carriesFiveHundredRequestsAtOnce() throws Exception {
        start(request -> TinyUpstream.OK);

        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 500)
                .mapToObj(i -> client.sendAsync(to("/patient/" + i).build(), BodyHandlers.ofString()))
                .toList();

        for (var answer : answers) {
            assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void outlivesClientsThatLeave() throws Exception {
        start(request -> null);

        for (int i = 0; i < 50; i++) {
            try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
                socket.getOutputStream()
                        .write("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf"
                                .getBytes(StandardCharsets.US_ASCII));
            }
        }

        assertThat(get(to("/elsewhere")).statusCode()).isEqualTo(404);
    }

    @Test
    void doesNotStartWithAMappingThatItCannotServe() throws Exception {
        Files.writeString(
                folder.resolve("a.yaml"), MAPPING + "---\n" + MAPPING.replace("rewrite: \"\"", "shadow: true"));

        assertThatThrownBy(() -> Gateway.start(folder, 0, Map.of())).hasMessageContaining("shadow");
    }

    private void start(java.util.function.Function<String, String> answer) throws Exception {
        Files.writeString(folder.resolve("a.yaml"), MAPPING);
        upstream = TinyUpstream.answering(0, answer);
        gateway = Gateway.start(folder, 0, Map.of("A_SERVICE_PORT", Integer.toString(upstream.port())));
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                .version(HttpClient.Version.HTTP_1_1);
    }

    private HttpResponse<String> get(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String received() throws InterruptedException {
        String request = upstream.requests().poll(60, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        return request;
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static JsonNode problem(HttpResponse<String> answer, int status, String code) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = new ObjectMapper().readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("request_id").asText())
                .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
        return problem;
    }
}
