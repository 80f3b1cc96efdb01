package dev.emporium.shipping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.testing.TestKafka;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import dev.emporium.platform.testing.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/** The running service, with its own database and the broker, for all tests that leave it as they find it. */
public final class Depot {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String ROOT = "/shop/shipments";
    private static final TestPostgres POSTGRES = TestPostgres.create();

    public static final TestTokens TOKENS = new TestTokens();
    public static final TestService<ShippingConfiguration> SERVICE = TestService.start(
            ShippingService.class,
            POSTGRES,
            "rootPath=" + ROOT,
            "kafka.bootstrapServers=" + TestKafka.bootstrapServers(),
            "tokens.jwksUrl=" + TOKENS.jwksUrl());
    public static final Jdbi DATABASE = Jdbi.create(POSTGRES.jdbcUrl(), POSTGRES.user(), POSTGRES.password())
            .installPlugin(new PostgresPlugin());

    private Depot() {}

    /** What came back. */
    public record Reply(int status, JsonNode body, HttpResponse<String> response) {
        public String text(String pointer) {
            return body.at(pointer).asText();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }

    /** @param headers name, value, name, value ... */
    public static Reply get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public static Reply send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(SERVICE.uri(ROOT + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), JSON.readTree(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
