package dev.emporium.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.platform.Json;
import dev.emporium.platform.example.ExampleService;
import dev.emporium.platform.service.ServiceConfiguration;
import dev.emporium.platform.testing.RawHttp;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a body may cost: bytes, elements, threads and time. */
class BodiesIT {
    private static final String ID = "019a0000-0000-7000-8000-000000000000";
    /** More than there are threads. */
    private static final int CLIENTS = 60;

    private static TestService<ServiceConfiguration> service;

    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() {
        service = TestService.start(
                ExampleService.class, TestPostgres.create(), "server.maxThreads=20", "transferPatience=5s");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @AfterEach
    void hangUp() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static RawHttp.Answer send(String method, String path, String type, String body) throws IOException {
        return RawHttp.send(
                service.uri("/"), head(method, path, type, body.length()), body.getBytes(StandardCharsets.UTF_8));
    }

    private static String head(String method, String path, String type, int length) {
        return method + " " + path + " HTTP/1.1\r\nHost: a\r\nContent-Type: " + type + "\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    private static RawHttp.Answer post(String body) throws IOException {
        return send("POST", "/notes", "application/json", body);
    }

    private static JsonNode problem(RawHttp.Answer answer, int status, String code) throws IOException {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.body()).hasSizeLessThan(4_000);
        JsonNode problem = Json.mapper().readTree(answer.body());
        assertThat(problem.path("code").asText()).isEqualTo(code);
        return problem;
    }

    @Test
    void stopsReadingAListAtItsBound() throws Exception {
        JsonNode problem =
                problem(post("{\"title\":\"a\",\"line_items\":[" + "null,".repeat(12_000) + "null]}"), 422, "invalid");
        assertThat(problem.path("errors").toString())
                .isEqualTo("[{\"field\":\"line_items\",\"message\":\"size must be between 0 and 50\"}]");
        // what comes after the bound is not looked at
        problem(post("{\"line_items\":[" + "null,".repeat(51) + "nonsense"), 422, "invalid");
        String line = "{\"thing_id\":\"" + ID + "\",\"quantity\":1}";
        assertThat(post("{\"title\":\"a\",\"line_items\":[" + (line + ",").repeat(49) + line + "]}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void stopsReadingAMapAtItsBound() throws Exception {
        StringBuilder marks = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            marks.append("\"m").append(i).append("\":1,");
        }
        JsonNode problem = problem(post("{\"title\":\"a\",\"marks\":{" + marks + "\"m\":1}}"), 422, "invalid");
        assertThat(problem.path("errors").toString())
                .isEqualTo("[{\"field\":\"marks\",\"message\":\"size must be between 0 and 10\"}]");
        assertThat(post("{\"title\":\"a\",\"marks\":{" + marks.substring(0, marks.length() - 1) + "}}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void saysTwentyErrorsAtMost() throws Exception {
        JsonNode problem =
                problem(post("{\"title\":\"a\",\"line_items\":[" + "{},".repeat(49) + "{}]}"), 422, "invalid");
        assertThat(problem.path("errors")).hasSizeLessThanOrEqualTo(20);
        problem = problem(post("{\"title\":\"a\",\"line_items\":[" + "null,".repeat(49) + "null]}"), 422, "invalid");
        assertThat(problem.path("errors")).hasSize(20);
    }

    @Test
    void holdsEachOperationToItsOwnLimit() throws Exception {
        String note = "{\"title\":\"a\"}";
        assertThat(post(note + " ".repeat((64 << 10) - note.length())).status()).isEqualTo(201);
        String text = "/notes/" + ID + "/text";
        assertThat(send("PUT", text, "text/plain", "a".repeat(200_000)).body()).contains("200000");
        for (int size : new int[] {200_001, 1 << 20, 5 << 20}) {
            problem(send("PUT", text, "text/plain", "a".repeat(size)), 413, "body_too_large");
        }
        for (int size : new int[] {(64 << 10) + 1, 100_000, 5 << 20}) {
            problem(post(" ".repeat(size)), 413, "body_too_large");
        }
    }

    @Test
    void countsAChunkedBodyToo() throws Exception {
        String head =
                "POST /notes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        String chunk = "8000\r\n" + " ".repeat(0x8000) + "\r\n";
        problem(RawHttp.send(service.uri("/"), head + chunk.repeat(30) + "0\r\n\r\n"), 413, "body_too_large");
        String note = "d\r\n{\"title\":\"a\"}\r\n0\r\n\r\n";
        assertThat(RawHttp.send(service.uri("/"), head + note).status()).isEqualTo(201);
    }

    @Test
    void answersOthersWhileBodiesAreSlow() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            connect().getOutputStream().write((head("POST", "/notes", "application/json", 13) + "{\"ti").getBytes());
        }
        Socket patient = connect();
        patient.getOutputStream().write((head("POST", "/notes", "application/json", 13) + "{").getBytes());
        assertThat(post("{\"title\":\"a\"}").status()).isEqualTo(201);
        patient.getOutputStream().write("\"title\":\"a\"}".getBytes());
        assertThat(firstLine(patient)).contains("201");
        // and those that do not come to an end are told so
        for (Socket socket : sockets.subList(0, CLIENTS)) {
            assertThat(firstLine(socket)).contains("408");
        }
    }

    @Test
    void givesUpABodyThatComesTooSlowlyBehindItsFirstBytes() throws Exception {
        Socket socket = connect();
        socket.getOutputStream()
                .write((head("PUT", "/notes/" + ID + "/text", "text/plain", 200_000) + "a".repeat(100_000)).getBytes());
        // a streamed one may take longer, the more of it has come
        Socket streamed = connect();
        streamed.getOutputStream()
                .write((head("PUT", "/notes/" + ID + "/stream", "text/plain", 300_000) + "a".repeat(250_000))
                        .getBytes());
        assertThat(firstLine(socket)).contains("408");
        streamed.getOutputStream().write("a".repeat(50_000).getBytes());
        assertThat(firstLine(streamed)).contains("200");
    }

    @Test
    void holdsAStreamedBodyToItsLimit() throws Exception {
        String stream = "/notes/" + ID + "/stream";
        assertThat(send("PUT", stream, "text/plain", "a".repeat(300_000)).body())
                .contains("300000");
        assertThat(send("PUT", stream, "text/plain", "a".repeat(10)).body()).contains("10");
        for (int size : new int[] {300_001, 5 << 20}) {
            problem(send("PUT", stream, "text/plain", "a".repeat(size)), 413, "body_too_large");
        }
        String chunk = "8000\r\n" + " ".repeat(0x8000) + "\r\n";
        problem(
                RawHttp.send(
                        service.uri("/"),
                        "PUT " + stream + " HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(12) + "0\r\n\r\n"),
                413,
                "body_too_large");
    }

    @Test
    void answersOthersWhileDocumentsAreReadSlowly() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            connect().getOutputStream().write("GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
        }
        assertThat(post("{\"title\":\"a\"}").status()).isEqualTo(201);
        assertThat(RawHttp.send(service.uri("/"), "GET /docs/swagger-ui.css HTTP/1.1\r\nHost: a\r\n\r\n")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void answersOthersWhileAnswersAreReadSlowly() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            connect().getOutputStream().write("GET /notes/long HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
        }
        assertThat(post("{\"title\":\"a\"}").status()).isEqualTo(201);
    }

    @Test
    void leavesThreadsForOthersThanOneWhoTakesManyAnswersSlowly() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            Socket slow = connect();
            slow.getOutputStream().write(get("/notes/longer", "203.0.113.7").getBytes());
            if (i < 5) {
                assertThat(firstLine(slow)).contains("200");
            }
        }
        String note = get("/notes/precondition", "203.0.113.8");
        assertThat(RawHttp.send(service.uri("/"), note).status()).isEqualTo(200);
        assertThat(RawHttp.send(service.admin("/"), get("/health/live", "203.0.113.7"))
                        .status())
                .isEqualTo(200);
        // whoever has all that one can have waits, and is not refused
        Socket behind = connect();
        behind.getOutputStream().write(get("/notes/precondition", "203.0.113.7").getBytes());
        for (Socket socket : sockets.subList(0, CLIENTS)) {
            socket.close();
        }
        assertThat(firstLine(behind)).contains("200");
    }

    @Test
    void givesUpWhoDoesNotTakeTheAnswer() throws Exception {
        Socket greedy = connect();
        int answers = 300;
        greedy.getOutputStream()
                .write("GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: a\r\nRange: bytes=0-59999\r\n\r\n"
                        .repeat(answers)
                        .getBytes());
        for (int i = 0; i < 2; i++) {
            // which takes as long as patience does
            Socket clock = connect();
            clock.getOutputStream().write((head("POST", "/notes", "application/json", 13) + "{").getBytes());
            assertThat(firstLine(clock)).contains("408");
        }
        byte[] buffer = new byte[8192];
        long taken = 0;
        try {
            for (int n = greedy.getInputStream().read(buffer);
                    n >= 0;
                    n = greedy.getInputStream().read(buffer)) {
                taken += n;
            }
        } catch (SocketException e) {
            // reset: the rest is lost
        }
        assertThat(taken).isLessThan(answers * 60_000L);
    }

    @Test
    void doesNotTakeAServiceForOneClient() throws Exception {
        for (int i = 0; i < 6; i++) {
            Socket slow = connect();
            slow.getOutputStream().write("GET /notes/longer HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
            assertThat(firstLine(slow)).contains("200");
        }
    }

    private static String get(String path, String client) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\nIf-Match: \"1\"\r\nX-Forwarded-For: " + client + "\r\n\r\n";
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress("127.0.0.1", service.uri("/").getPort()));
        sockets.add(socket);
        return socket;
    }

    private static String firstLine(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }
}
