package dev.emporium.product;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.platform.Json;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import dev.emporium.platform.testing.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/** The running service, one for all tests that only speak HTTP with it, and its database. */
public final class ProductApi {
    private static final ProductApi SHARED = with();

    private volatile Runnable beforeReading = () -> {};

    private final TestTokens tokens = new TestTokens();
    private final String staff = tokens.bearer(UUID.randomUUID(), Role.STAFF);
    private final HttpClient http = HttpClient.newHttpClient();
    private final TestService<ProductConfiguration> service;
    private final Jdbi jdbi;

    private ProductApi(TestPostgres database, String... settings) {
        service = TestService.start(
                ProductService.class,
                database,
                Stream.concat(
                                Stream.of("kafka.bootstrapServers=localhost:1", "tokens.jwksUrl=" + tokens.jwksUrl()),
                                Stream.of(settings))
                        .toArray(String[]::new));
        jdbi = Jdbi.create(database.jdbcUrl(), database.user(), database.password())
                .installPlugin(new PostgresPlugin());
    }

    public static ProductApi shared() {
        return SHARED;
    }

    /** One for a test alone, with settings of its own. */
    public static ProductApi with(String... settings) {
        return with(TestPostgres.create(), settings);
    }

    /** The same on a database of its own. */
    public static ProductApi with(TestPostgres database, String... settings) {
        return new ProductApi(database, settings);
    }

    /** Has something done before each GET. */
    public void beforeReading(Runnable work) {
        beforeReading = work;
    }

    public URI admin(String path) {
        return service.admin(path);
    }

    public void stop() {
        service.close();
    }

    public TestTokens tokens() {
        return tokens;
    }

    public Jdbi jdbi() {
        return jdbi;
    }

    /** An answer. @param body null when there is none */
    public record Reply(int status, HttpResponse<String> response, JsonNode body) {
        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        public String code() {
            return body.path("code").asText();
        }

        /** The names of the fields that are wrong. */
        public String fields() {
            return String.join(",", body.path("errors").findValuesAsText("field"));
        }
    }

    public Reply get(String path, String... headers) {
        beforeReading.run();
        return send("GET", path, null, headers);
    }

    public Reply post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    public Reply put(String path, String body, String... headers) {
        return send("PUT", path, body, headers);
    }

    public Reply patch(String path, String body, String... headers) {
        return send("PATCH", path, body, headers);
    }

    public Reply delete(String path, String... headers) {
        return send("DELETE", path, null, headers);
    }

    /** What is read as nobody, and what is written as staff, unless the headers say otherwise. */
    public Reply send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.uri(path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.setHeader("Content-Type", "application/json");
        }
        if (!method.equals("GET")) {
            request.setHeader("Authorization", staff);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return answer(request.build());
    }

    /** Without a token. */
    public Reply anonymously(String method, String path, String body) {
        return answer(HttpRequest.newBuilder(service.uri(path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build());
    }

    private Reply answer(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            boolean isJson =
                    response.headers().firstValue("Content-Type").orElse("").contains("json")
                            && response.headers()
                                    .firstValue("Content-Disposition")
                                    .isEmpty();
            JsonNode json = isJson ? Json.mapper().readTree(response.body()) : null;
            return new Reply(response.statusCode(), response, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
