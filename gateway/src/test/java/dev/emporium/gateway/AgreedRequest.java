package dev.emporium.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A case of {@code gateway-agreement.yaml}, which says what its fields mean. */
record AgreedRequest(Map<String, Object> fields) {

    private static final List<String> FIELDS =
            List.of("ask", "with", "body", "text", "is", "sees", "answers", "differs");

    static List<AgreedRequest> read() throws IOException {
        try (InputStream file = AgreedRequest.class.getResourceAsStream("/gateway-agreement.yaml")) {
            List<Map<String, Object>> cases = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
            return cases.stream().map(AgreedRequest::of).toList();
        }
    }

    static AgreedRequest of(Map<String, Object> fields) {
        assertThat(FIELDS).containsAll(fields.keySet());
        return new AgreedRequest(fields);
    }

    @Override
    public String toString() {
        return fields.get("ask") + " " + map(fields, "with");
    }

    void verify(String gateway, int port, Map<String, TinyUpstream> services) throws Exception {
        Map<String, Object> expected = new HashMap<>(fields);
        expected.putAll(map(map(fields, "differs"), gateway));
        services.values().forEach(service -> service.requests().clear());

        Message answer = answer(port);

        String[] is = String.valueOf(expected.get("is")).split(" ", 2);
        if (services.containsKey(is[0])) {
            assertThat(answer.firstLine()).startsWith("HTTP/1.1 200");
            String received = services.get(is[0]).requests().poll(0, TimeUnit.SECONDS);
            assertThat(received).as("the request at " + is[0]).isNotNull();
            Message seen = new Message(received);
            assertThat(seen.firstLine()).isEqualTo(is[1] + " HTTP/1.1");
            assertThat(seen.body()).isEqualTo(fields.containsKey("text") ? "abc" : "x".repeat(body()));
            compare(map(expected, "sees"), seen);
        } else {
            assertThat(answer.firstLine()).startsWith("HTTP/1.1 " + is[0]);
            if (is.length == 2) {
                assertIsProblem(answer, Integer.parseInt(is[0]), is[1]);
            }
        }
        compare(map(expected, "answers"), answer);
    }

    private Message answer(int port) throws IOException {
        String head = firstLine() + "\r\nHost: shop.example\r\n";
        Map<String, Object> headers = new HashMap<>(Map.of("Connection", "close"));
        headers.putAll(map(fields, "with"));
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            Object value = header.getValue() instanceof Integer length ? "x".repeat(length) : header.getValue();
            for (Object line : value instanceof List<?> lines ? lines : List.of(value)) {
                head += header.getKey() + ": " + line + "\r\n";
            }
        }
        head += body() == 0 ? "\r\n" : "Content-Length: " + body() + "\r\n\r\n";
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            if ("100-continue".equals(headers.get("Expect"))) {
                assertThat(Message.read(in).firstLine()).isEqualTo("HTTP/1.1 100 Continue");
            }
            try {
                socket.getOutputStream().write("x".repeat(body()).getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().write(text().getBytes(StandardCharsets.ISO_8859_1));
            } catch (SocketException e) {
                // a gateway may close when it has refused the rest of a body: what it said is there
            }
            return Message.read(in);
        }
    }

    private String firstLine() {
        String asked = fields.get("ask").toString().replace("{34000}", "x".repeat(34_000));
        return asked.contains(" HTTP/") ? asked : asked + " HTTP/1.1";
    }

    private int body() {
        return (Integer) fields.getOrDefault("body", 0);
    }

    private String text() {
        return (String) fields.getOrDefault("text", "");
    }

    private static void assertIsProblem(Message answer, int status, String code) throws IOException {
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        var problem = new ObjectMapper().readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("type").asText()).isEqualTo("urn:emporium:problem:" + code);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("request_id").asText()).isEqualTo(answer.header("X-Request-Id"));
    }

    private static void compare(Map<String, Object> expected, Message message) {
        expected.forEach((name, value) -> {
            String text = value.toString();
            if (text.length() > 1 && text.startsWith("/") && text.endsWith("/")) {
                assertThat(message.header(name)).as(name).matches(text.substring(1, text.length() - 1));
            } else {
                assertThat(message.header(name)).as(name).isEqualTo(text);
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> fields, String name) {
        return (Map<String, Object>) fields.getOrDefault(name, Map.of());
    }
}
