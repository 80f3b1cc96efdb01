package dev.emporium.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A client of one server that speaks JSON. Redirects are not followed: they are part of what is tested. Every answer is
 * held against what the server says of it ({@link Descriptions}). Thread safe.
 */
public final class Http {
    public static final ObjectMapper JSON = new ObjectMapper();

    private static final HttpClient SHARED = client();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI server;
    private final HttpClient client;
    private final Supplier<String> accessToken;

    /** For a guest. */
    public Http(URI server) {
        this(server, SHARED, () -> null);
    }

    private Http(URI server, HttpClient client, Supplier<String> accessToken) {
        this.server = server;
        this.client = client;
        this.accessToken = accessToken;
    }

    /** For somebody who has signed in. */
    public Http as(Supplier<String> accessToken) {
        return new Http(server, client, accessToken);
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** For a request that may leave its connection unusable. */
    Http withConnectionsOfItsOwn() {
        return new Http(server, client(), accessToken);
    }

    /** An answer with its body as text, and as JSON where it is JSON. */
    public record Answer(int status, HttpResponse<String> response, JsonNode json) {
        static Answer of(HttpResponse<String> response) {
            return new Answer(response.statusCode(), response, parse(response.body()));
        }

        private static JsonNode parse(String body) {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                return MissingNode.getInstance();
            }
        }

        public Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        public String text(String field) {
            return json.path(field).asText();
        }

        @Override
        public String toString() {
            return response + " " + response.headers().map() + " " + response.body();
        }
    }

    /** @param headers names and values in turn */
    public Answer get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    public Answer post(String path, Object body, String... headers) throws IOException, InterruptedException {
        return sendJson("POST", path, body, headers);
    }

    public Answer put(String path, Object body, String... headers) throws IOException, InterruptedException {
        return sendJson("PUT", path, body, headers);
    }

    private Answer sendJson(String method, String path, Object body, String... headers)
            throws IOException, InterruptedException {
        return described(client.send(json(method, path, body, headers), BodyHandlers.ofString()));
    }

    CompletableFuture<Answer> postAsync(String path, Object body, String... headers) {
        return client.sendAsync(json("POST", path, body, headers), BodyHandlers.ofString())
                .thenApply(Http::described);
    }

    public Answer send(String method, String path, BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        return described(client.send(
                request(path, headers).method(method, body).build(), BodyHandlers.ofString(StandardCharsets.UTF_8)));
    }

    private static Answer described(HttpResponse<String> response) {
        Descriptions.check(response);
        return Answer.of(response);
    }

    private HttpRequest json(String method, String path, Object body, String... headers) {
        return request(path, headers)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(JSON.valueToTree(body).toString()))
                .build();
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
        String token = accessToken.get();
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return headers.length == 0 ? request : request.headers(headers);
    }

    public URI uri(String path) {
        return server.resolve(path);
    }
}
