package dev.emporium.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.testing.TestService;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** Somebody who orders over HTTP. */
public record Client(TestService<OrderConfiguration> service, String... headers) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public record Reply(int status, HttpResponse<String> response, JsonNode body) {
        public String text(String pointer) {
            return body.at(pointer).asText();
        }
    }

    /** The same with one more header. */
    public Client with(String name, String value) {
        return new Client(
                service,
                Stream.concat(Stream.of(headers), Stream.of(name, value)).toArray(String[]::new));
    }

    public Reply get(String path) {
        return send("GET", path, null);
    }

    public Reply order(String key, String body) {
        return with("Idempotency-Key", key).with("Prefer", "wait=10").send("POST", "/orders/", body);
    }

    public Reply order(String body) {
        return order(UUID.randomUUID().toString(), body);
    }

    public Reply send(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.uri(path))
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), response, JSON.readTree(response.body()));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String items(UUID product, int quantity) {
        return items(List.of(product), quantity);
    }

    /** An order of so many of each. */
    public static String items(List<UUID> products, int quantity) {
        String lines = String.join(
                ",",
                products.stream()
                        .map(product -> "{\"product_id\":\"%s\",\"quantity\":%d}".formatted(product, quantity))
                        .toList());
        return """
               {"items":[%s],"shipping_address":{"name":"Ada Secret","line1":"Hidden Street 1","city":"Berlin",
               "postal_code":"10115","country":"DE"},"payment":{"method":"card","token":"tok_visa"},
               "email":"ada.secret@emporium.example"}
               """
                .formatted(lines);
    }

    /** Every row of every table, as text, in which the mark is found, whatever its case, or its bytes. */
    public static List<String> traces(Jdbi database, String mark) {
        return database.withHandle(handle -> handle
                .createQuery(
                        """
                        select table_name from information_schema.tables
                        where table_schema = 'public' and table_type = 'BASE TABLE'
                        """)
                .mapTo(String.class)
                .list()
                .stream()
                .flatMap(table -> handle
                        .createQuery("select '%1$s ' || t::text from %1$s t".formatted(table)
                                + " where position(lower(:mark) in lower(t::text)) > 0"
                                + " or position(encode(convert_to(:mark, 'UTF8'), 'hex') in t::text) > 0")
                        .bind("mark", mark)
                        .mapTo(String.class)
                        .list()
                        .stream())
                .toList());
    }
}
