package dev.emporium.cart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/** The running cart service with its own database and a stub of the product service, as a customer meets it. */
public final class Shop implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROOT = "/shop/carts";

    public final StubProductService products;
    public final TestTokens tokens;
    public final Jdbi database;
    private final TestPostgres postgres;
    private final String brokers;
    private final TestService<CartConfiguration> service;
    private final HttpClient http = HttpClient.newHttpClient();

    /** Without a broker: what listens waits for one, and the rest works. */
    public Shop() {
        this("127.0.0.1:1");
    }

    /** @param overrides of the service's configuration */
    public Shop(String brokers, String... overrides) {
        this(TestPostgres.create(), brokers, new StubProductService(), new TestTokens(), overrides);
    }

    private Shop(
            TestPostgres postgres,
            String brokers,
            StubProductService products,
            TestTokens tokens,
            String... overrides) {
        this.postgres = postgres;
        this.brokers = brokers;
        this.products = products;
        this.tokens = tokens;
        Stream<String> own = Stream.of(
                "rootPath=" + ROOT,
                "productService=" + products.url(),
                "kafka.bootstrapServers=" + brokers,
                "tokens.jwksUrl=" + tokens.jwksUrl());
        service = TestService.start(
                CartService.class,
                postgres,
                Stream.concat(own, Arrays.stream(overrides)).toArray(String[]::new));
        database = Jdbi.create(postgres.jdbcUrl(), postgres.user(), postgres.password())
                .installPlugin(new PostgresPlugin());
        askForTheFirstTime();
    }

    /** What that has to load may take a busy machine longer than an answer may. */
    private void askForTheFirstTime() {
        UUID cart = cart();
        UUID product = products.sells("1.00", "EUR");
        while (add(cart, product, 1).status() == 503) {
            Thread.onSpinWait();
        }
        database.useHandle(handle -> handle.execute("delete from carts where cart_id = ?", cart));
    }

    /** A second process of the service beside this one; to be closed before it. */
    public Shop replica() {
        return new Shop(postgres, brokers, products, tokens);
    }

    /** What came back. */
    public record Reply(int status, JsonNode body, HttpResponse<String> response) {
        public String text(String pointer) {
            return body.at(pointer).asText();
        }
    }

    /** @param headers name, value, name, value ... */
    public Reply send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.uri(ROOT + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), JSON.readTree(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A new cart. */
    public UUID cart() {
        return UUID.fromString(send("POST", "/", "{}").text("/cart_id"));
    }

    /** A new cart of somebody who has signed in. */
    public UUID cartOf(String... authorization) {
        return UUID.fromString(send("POST", "/", null, authorization).text("/cart_id"));
    }

    public Reply read(UUID cartId, String... headers) {
        return send("GET", "/" + cartId, null, headers);
    }

    public Reply add(UUID cartId, UUID productId, int quantity, String... headers) {
        String body = "{\"product_id\": \"%s\", \"quantity\": %d}".formatted(productId, quantity);
        return send("POST", "/" + cartId + "/items", body, headers);
    }

    public Reply set(UUID cartId, UUID productId, int quantity, String... headers) {
        String body = "{\"quantity\": %d}".formatted(quantity);
        return send("PUT", "/" + cartId + "/items/" + productId, body, headers);
    }

    /** Puts it aside for later. */
    public Reply save(UUID cartId, UUID productId, int quantity, String... headers) {
        String body = "{\"quantity\": %d, \"saved\": true}".formatted(quantity);
        return send("PUT", "/" + cartId + "/items/" + productId, body, headers);
    }

    public Reply remove(UUID cartId, UUID productId, String... headers) {
        return send("DELETE", "/" + cartId + "/items/" + productId, null, headers);
    }

    /** @param into null for the cart that was changed last */
    public Reply merge(UUID cartId, UUID into, String... headers) {
        String body = into == null ? null : "{\"into\": \"%s\"}".formatted(into);
        return send("POST", "/" + cartId + "/merge", body, headers);
    }

    @Override
    public void close() {
        service.close();
        tokens.close();
        products.close();
    }
}
