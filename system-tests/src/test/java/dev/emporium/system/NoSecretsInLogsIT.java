package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Accounts.Account;
import dev.emporium.system.Http.Answer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Marked values go through every field, parameter and header of every endpoint, as a guest and as somebody who may do
 * everything, right and wrong in form; nothing that any process writes, at DEBUG, and no metric holds one afterwards.
 */
@OnThePlatform
class NoSecretsInLogsIT {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private final Platform platform;
    private final Http guest;
    private final String run = Shop.key();
    private final Set<String> requestIds = new LinkedHashSet<>();
    private final Set<String> secrets = new LinkedHashSet<>(Set.of(Marks.WORD, Marks.DIGITS));
    private final Map<Integer, Integer> statuses = new TreeMap<>();

    NoSecretsInLogsIT(Platform platform) {
        this.platform = platform;
        this.guest = new Http(platform.gateway());
    }

    @Test
    void writesNothingThatPeopleEntrustToIt() throws Exception {
        Account everything = register();
        String access = signIn(everything);
        live(guest.as(() -> access));
        for (String collection : Platform.COLLECTIONS) {
            JsonNode description = guest.get(collection + "/openapi.json").json();
            for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
                for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                    if (METHODS.contains(operation.getKey())) {
                        ask(
                                new Marks(description),
                                operation.getKey().toUpperCase(Locale.ROOT),
                                collection + path.getKey(),
                                operation.getValue(),
                                access);
                    }
                }
            }
        }
        System.out.println(requestIds.size() + " marked requests, by status: " + statuses);
        assertThat(statuses.keySet()).contains(200, 201, 400, 401, 404, 422).noneMatch(status -> status >= 500);

        Eventually.within(Duration.ofSeconds(60), this::everyRequestIsLogged);
        for (Path file : ServiceLogs.files()) {
            assertThat(ServiceLogs.linesWith(ServiceLogs.text(file), secrets))
                    .as(file.toString())
                    .isEmpty();
        }
        if (Platform.isTraced()) {
            assertThat(ServiceLogs.linesWith(ServiceLogs.text(Traces.latest()), secrets))
                    .isEmpty();
        }
        for (String service : Platform.SERVICES) {
            String metrics = new Http(
                            URI.create("http://127.0.0.1:" + platform.ports().admin(service)))
                    .get("/metrics")
                    .response()
                    .body();
            assertThat(metrics).contains("http_server_request_duration_seconds");
            assertThat(ServiceLogs.linesWith(metrics, secrets)).as(service).isEmpty();
        }
    }

    /** Else the others would have looked in the wrong place. */
    private void everyRequestIsLogged() {
        Set<String> logged = new LinkedHashSet<>();
        ServiceLogs.lines().stream()
                .filter(line -> line.path("event.action").asText().equals("http-request"))
                .forEach(line -> logged.add(line.path("http.request.id").asText()));
        assertThat(logged).containsAll(requestIds);
    }

    @Test
    void seesASecretHoweverItIsWritten() {
        assertThat(ServiceLogs.linesWith("one\ntwo ZQ7Marked@example.com\n", secrets))
                .containsExactly("two ZQ7Marked@example.com");
    }

    private Account register() throws Exception {
        Account account = new Account(Marks.WORD + "." + run + "@example.com", Marks.WORD + "-" + Shop.key());
        Answer registered = say(
                guest,
                "POST",
                "/customers/",
                Map.of("email", account.email(), "password", account.password(), "name", Marks.WORD));
        assertThat(registered.status()).as(registered.toString()).isEqualTo(201);
        Answer granted = guest.as(platform.accounts().tokenOf(Accounts.ADMIN))
                .put(
                        "/customers/" + registered.text("customer_id") + "/roles",
                        Map.of("roles", List.of("customer", "staff", "admin")));
        assertThat(granted.status()).as(granted.toString()).isEqualTo(200);
        return account;
    }

    private String signIn(Account account) throws Exception {
        say(
                guest,
                "POST",
                "/customers/tokens",
                new Account(account.email(), Marks.WORD + "-wrong-password").credentials());
        Answer tokens = say(guest, "POST", "/customers/tokens", account.credentials());
        assertThat(tokens.status()).as(tokens.toString()).isEqualTo(200);
        Answer refreshed = say(
                guest,
                "POST",
                "/customers/tokens",
                Map.of("grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token")));
        // the family ends
        say(
                guest,
                "POST",
                "/customers/tokens",
                Map.of("grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token")));
        for (Answer answer : List.of(tokens, refreshed)) {
            secrets.add(answer.text("access_token"));
            secrets.add(answer.text("refresh_token"));
        }
        return tokens.text("access_token");
    }

    /** What succeeds, all the way to the other services, messages included. */
    private void live(Http person) throws Exception {
        Map<String, Object> address = Map.of(
                "name",
                Marks.WORD,
                "line1",
                Marks.WORD,
                "city",
                Marks.WORD,
                "postal_code",
                "SW1Y 4JH",
                "country",
                "GB");
        say(person, "PATCH", "/customers/me", Map.of("name", Marks.WORD + " King"));
        say(person, "POST", "/customers/me/addresses", address);
        Map<String, Object> thing = new LinkedHashMap<>(Shop.product("Thing", 10));
        thing.put("description", Marks.WORD);
        String product = say(person, "POST", "/products/", thing).text("product_id");
        say(person, "POST", "/products/" + product + "/stock/adjustments", Map.of("delta", 1, "reason", Marks.WORD));
        for (Http buyer : List.of(guest, person)) {
            String cart = say(buyer, "POST", "/carts/", Map.of()).text("cart_id");
            secrets.add(cart);
            say(buyer, "POST", "/carts/" + cart + "/items", Map.of("product_id", product, "quantity", 1));
            Map<String, Object> order = new LinkedHashMap<>(Shop.orderOfCart(cart));
            order.put("shipping_address", address);
            order.put("email", Marks.EMAIL);
            order.put("payment", Map.of("method", "card", "token", "tok_" + Marks.WORD));
            Answer placed = say(
                    buyer, "POST", "/orders/", order, "Idempotency-Key", Marks.WORD + Shop.key(), "Prefer", "wait=10");
            // the provider knows no card by that token
            assertThat(placed.text("status")).as(placed.toString()).isEqualTo("rejected");
            if (buyer == guest) {
                secrets.add(placed.text("order_token"));
                say(
                        buyer,
                        "GET",
                        "/orders/" + placed.text("order_id"),
                        null,
                        "Order-Token",
                        placed.text("order_token"));
            }
        }
        assertThat(secrets).doesNotContain("");
    }

    private void ask(Marks marks, String method, String template, JsonNode operation, String access) throws Exception {
        List<JsonNode> bodies = new ArrayList<>();
        operation
                .path("requestBody")
                .path("content")
                .forEach(content -> bodies.addAll(marks.bodies(content.path("schema"))));
        for (Supplier<String> bearer : List.<Supplier<String>>of(() -> null, () -> access)) {
            Http http = guest.as(bearer);
            String path = path(template, operation, Marks.ID);
            String[] headers = headers(operation);
            if (bodies.isEmpty()) {
                say(http, method, path, null, headers);
            }
            for (JsonNode body : bodies) {
                say(http, method, path, body, headers);
            }
            if (!bodies.isEmpty()) {
                send(http, method, path, BodyPublishers.ofString("{\"" + Marks.WORD), headers);
            }
            say(http, method, path(template, operation, Marks.WORD), null, headers);
        }
        say(guest, method, path(template, operation, Marks.ID), null, "Authorization", "Bearer " + Marks.WORD);
        say(guest, method, path(template, operation, Marks.ID), null, "Authorization", Marks.WORD);
    }

    private static String path(String template, JsonNode operation, String id) {
        StringBuilder query = new StringBuilder("?_" + Marks.WORD + "=" + Marks.WORD);
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asText().equals("query")) {
                String value = Marks.text(parameter.path("schema"));
                query.append('&')
                        .append(parameter.path("name").asText())
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
        return template.replaceAll("\\{[^}]*}", id) + query;
    }

    private static String[] headers(JsonNode operation) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : List.of("Idempotency-Key", "If-Match", "Prefer", "Order-Token", "Cookie", "User-Agent")) {
            headers.put(name, Marks.WORD + "=" + Shop.key());
        }
        headers.put("Referer", "https://shop.example/" + Marks.WORD);
        headers.put("Content-Type", "application/json");
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asText().equals("header")) {
                headers.put(parameter.path("name").asText(), Marks.WORD + Shop.key());
            }
        }
        return pairs(headers);
    }

    private static String[] pairs(Map<String, String> headers) {
        return headers.entrySet().stream()
                .flatMap(header -> List.of(header.getKey(), header.getValue()).stream())
                .toArray(String[]::new);
    }

    private Answer say(Http http, String method, String path, Object body, String... headers) throws Exception {
        if (body == null) {
            return send(http, method, path, BodyPublishers.noBody(), headers);
        }
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return send(
                http,
                method,
                path,
                BodyPublishers.ofString(Http.JSON.valueToTree(body).toString()),
                pairs(all));
    }

    private Answer send(Http http, String method, String path, BodyPublisher body, String... headers) throws Exception {
        String id = "marked." + requestIds.size() + "." + run;
        requestIds.add(id);
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("X-Request-Id", id));
        Answer answer = http.send(method, path, body, all.toArray(String[]::new));
        statuses.merge(answer.status(), 1, Integer::sum);
        return answer;
    }
}
