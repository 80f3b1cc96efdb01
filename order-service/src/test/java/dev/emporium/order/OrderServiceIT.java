package dev.emporium.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.order.ordering.control.OrderUpkeep;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.GrowingSchema;
import dev.emporium.platform.testing.TestKafka;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import dev.emporium.platform.testing.TestTokens;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class OrderServiceIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TestPostgres DATABASE = TestPostgres.create();
    private static final Shop SHOP = new Shop(TestKafka.bootstrapServers());
    private static final TestTokens TOKENS = new TestTokens();
    private static final String STAFF = TOKENS.bearer(UUID.randomUUID(), Role.STAFF);
    private static final TestService<OrderConfiguration> SERVICE = TestService.start(
            OrderService.class,
            DATABASE,
            "kafka.bootstrapServers=" + TestKafka.bootstrapServers(),
            "productService=" + SHOP.productsUrl(),
            "cartService=" + SHOP.cartsUrl(),
            "tokens.jwksUrl=" + TOKENS.jwksUrl(),
            "checkout.timeout=3s",
            "limits.guestOrdersPerHour=10000",
            "limits.guestPiecesPerHour=100000");
    private static final Jdbi JDBI =
            Jdbi.create(DATABASE.jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterAll
    static void stop() {
        SERVICE.close();
        SHOP.close();
        TOKENS.close();
    }

    @BeforeEach
    void everythingIsInStock() {
        SHOP.goesAway(false);
        SHOP.decides((order, product) -> "stock.reserved");
    }

    private record Reply(int status, HttpResponse<String> response, JsonNode body) {}

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(SERVICE.uri(path)).header("Content-Type", "application/json");
    }

    private Reply send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response, JSON.readTree(response.body()));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As staff, who see everything. */
    private Reply get(String path) {
        return get(path, STAFF);
    }

    private Reply get(String path, String authorization) {
        return send(to(path).header("Authorization", authorization).GET().build());
    }

    private Reply order(String key, String body) {
        return order(key, body, "wait=10");
    }

    private Reply order(String key, String body, String prefer) {
        return send(to("/orders/")
                .header("Idempotency-Key", key)
                .header("Prefer", prefer)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private Reply setStatus(String orderId, String status) {
        return setStatus(orderId, status, STAFF);
    }

    private Reply setStatus(String orderId, String status, String authorization) {
        return send(to("/orders/" + orderId + "/status")
                .header("Authorization", authorization)
                .PUT(HttpRequest.BodyPublishers.ofString("{\"status\":\"" + status + "\"}"))
                .build());
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private static final String BUYER =
            """
            "shipping_address":{"name":"Ada","line1":"Main Street 1","city":"Berlin","postal_code":"10115","country":"DE"},
            "payment":{"method":"card","token":"tok_visa"},"email":"ada@emporium.example"
            """;

    private static String items(Object... productsAndQuantities) {
        Map<Object, Object> items = new LinkedHashMap<>();
        for (int i = 0; i < productsAndQuantities.length; i += 2) {
            items.put(productsAndQuantities[i], productsAndQuantities[i + 1]);
        }
        return "{\"items\":["
                + String.join(
                        ",",
                        items.entrySet().stream()
                                .map(item -> "{\"product_id\":\"%s\",\"quantity\":%s}"
                                        .formatted(item.getKey(), item.getValue()))
                                .toList())
                + "]," + BUYER + "}";
    }

    private Reply poll(String path, Predicate<JsonNode> until) {
        Instant end = Instant.now().plusSeconds(20);
        Reply reply;
        do {
            reply = get(path);
            JDBI.useHandle(handle -> handle.execute("select pg_sleep(0.02)"));
        } while (!until.test(reply.body()) && Instant.now().isBefore(end));
        return reply;
    }

    private static List<String> typesOf(List<String> messages) {
        return messages.stream().map(OrderServiceIT::type).toList();
    }

    private static String type(String message) {
        try {
            return JSON.readTree(message).get("type").asText();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> commandsFor(String orderId, int expected) {
        Instant end = Instant.now().plusSeconds(20);
        List<String> commands;
        do {
            commands = SHOP.commandsFor(orderId);
            JDBI.useHandle(handle -> handle.execute("select pg_sleep(0.02)"));
        } while (commands.size() < expected && Instant.now().isBefore(end));
        return commands;
    }

    @Test
    void anOrderFromItemsIsPricedByTheCatalogueAndConfirmed() {
        UUID cheap = SHOP.sells("0.10");
        UUID dear = SHOP.sells("19.99");
        Reply placed = order(key(), items(cheap, 3, dear, 2));

        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.body().get("status").asText()).isEqualTo("confirmed");
        assertThat(placed.body().at("/total/amount").asText()).isEqualTo("40.28");
        assertThat(placed.body().at("/items/0/line_total/amount").asText()).isEqualTo("0.30");
        assertThat(placed.body().get("reason").isNull()).isTrue();
        String id = placed.body().get("order_id").asText();
        assertThat(placed.response().headers().firstValue("Location")).contains("/orders/" + id);
        assertThat(((ObjectNode) placed.body()).remove("order_token").asText()).startsWith("ot_");
        assertThat(get("/orders/" + id).body()).isEqualTo(placed.body());

        JsonNode history = get("/orders/" + id + "/history").body().get("items");
        assertThat(history.findValuesAsText("status")).containsExactly("pending", "confirmed");
        assertThat(history.findValuesAsText("cause")).containsExactly("placed", "stock.reserved");
        List<String> commands = commandsFor(id, 2);
        assertThat(typesOf(commands)).containsExactly("stock.reserve", "stock.commit");
        assertThat(commands).allSatisfy(command -> assertThat(EventContracts.violations(command))
                .isEmpty());
    }

    @Test
    void whatIsNotToBeHadRejectsTheOrder() {
        SHOP.decides((order, product) -> "stock.rejected");
        Reply placed = order(key(), items(SHOP.sells("5.00"), 1));
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.body().get("status").asText()).isEqualTo("rejected");
        assertThat(placed.body().get("reason").asText()).isEqualTo("out_of_stock");
    }

    @Test
    void anOrderFromACartTakesWhatIsInIt() {
        UUID product = SHOP.sells("5.00");
        UUID cart = SHOP.hasCart(Map.of(product, 4));
        Reply placed = order(key(), "{\"cart_id\":\"" + cart + "\"," + BUYER + "}");
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.body().at("/items/0/quantity").asInt()).isEqualTo(4);
        assertThat(placed.body().at("/total/amount").asText()).isEqualTo("20.00");
    }

    @Test
    void anOrderFromACartIsHeldToWhatTheCartHasShown() {
        UUID dearer = SHOP.sells("4.00");
        UUID cheaper = SHOP.sells("4.00");
        UUID cart = SHOP.hasCart(Map.of(dearer, 2, cheaper, 2));
        String body = "{\"cart_id\":\"" + cart + "\"," + BUYER + "}";
        SHOP.sells(dearer, "4.01", "EUR", "active");
        Reply refused = order(key(), body);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().get("code").asText()).isEqualTo("price_changed");
        assertThat(refused.body().get("detail").asText()).contains("16.02 EUR");

        SHOP.sells(cheaper, "3.99", "EUR", "active");
        assertThat(order(key(), body).body().at("/total/amount").asText())
                .as("dearer and cheaper by the same")
                .isEqualTo("16.00");
        SHOP.sells(cheaper, "3.00", "EUR", "active");
        assertThat(order(key(), body).body().at("/total/amount").asText()).isEqualTo("14.02");
    }

    @Test
    void whoSaysWhatTheyExpectIsHeldToThatAndTheCurrencyStays() {
        UUID product = SHOP.sells("4.00");
        String body = "{\"cart_id\":\"" + SHOP.hasCart(Map.of(product, 2)) + "\"," + BUYER + "}";
        String expecting = body.replaceFirst("\\{", "{\"expected_total\":{\"amount\":\"24.00\",\"currency\":\"USD\"},");
        SHOP.sells(product, "12.00", "EUR", "active");
        assertThat(order(key(), expecting.replace("USD", "EUR")).status()).isEqualTo(201);

        SHOP.sells(product, "1.00", "USD", "active");
        for (String order : List.of(body, expecting)) {
            Reply refused = order(key(), order);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.body().get("code").asText()).isEqualTo("currency_mismatch");
            assertThat(refused.body().at("/errors/0/field").asText()).isEqualTo("cart_id");
        }
    }

    @Test
    void aReplayIsAnsweredThoughTheCartIsEmptyByThen() {
        UUID cart = SHOP.hasCart(Map.of(SHOP.sells("5.00"), 1));
        String key = key();
        String body = "{\"cart_id\":\"" + cart + "\"," + BUYER + "}";
        Reply first = order(key, body);
        SHOP.fillCart(cart, Map.of());
        Reply again = order(key, body);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(first.response().headers().firstValue("Idempotent-Replayed")).isEmpty();
    }

    @Test
    void fiftyParallelRequestsWithOneKeyMakeOneOrder() {
        String key = key();
        String body = items(SHOP.sells("5.00"), 1);
        List<CompletableFuture<HttpResponse<String>>> replies = IntStream.range(0, 50)
                .mapToObj(i -> client.sendAsync(
                        to("/orders/")
                                .header("Idempotency-Key", key)
                                .header("Prefer", "wait=10")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()))
                .toList();
        Set<String> bodies = new HashSet<>();
        for (CompletableFuture<HttpResponse<String>> reply : replies) {
            assertThat(reply.join().statusCode()).isEqualTo(201);
            bodies.add(reply.join().body());
        }
        assertThat(bodies).hasSize(1);
        assertThat(JDBI.<Integer, RuntimeException>withHandle(handle -> handle.createQuery(
                                """
                                select count(distinct resource_id) from idempotency_keys
                                where key = 'sha256:' || encode(sha256(convert_to(:key, 'UTF8')), 'hex')
                                """)
                        .bind("key", "POST /orders {}\n" + key)
                        .mapTo(Integer.class)
                        .one()))
                .isEqualTo(1);
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() {
        String key = key();
        UUID product = SHOP.sells("5.00");
        assertThat(order(key, items(product, 1)).status()).isEqualTo(201);
        Reply other = order(key, items(product, 2));
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.body().get("code").asText()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void anOrderThatIsNotDecidedInTimeIsRejectedAndHoldsNothing() {
        SHOP.decides((order, product) -> null);
        UUID product = SHOP.sells("5.00");
        Reply placed = order(key(), items(product, 1), "wait=0");
        assertThat(placed.status()).isEqualTo(202);
        assertThat(placed.body().get("status").asText()).isEqualTo("pending");
        String id = placed.body().get("order_id").asText();

        Reply decided =
                poll("/orders/" + id, order -> !order.get("status").asText().equals("pending"));
        assertThat(decided.body().get("status").asText()).isEqualTo("rejected");
        assertThat(decided.body().get("reason").asText()).isEqualTo("timed_out");
        assertThat(typesOf(commandsFor(id, 2))).containsExactly("stock.reserve", "stock.release");

        // the answer comes at last, and finds the order over
        SHOP.says("stock.reserved", id, product.toString());
        SHOP.decides((order, any) -> "stock.reserved");
        assertThat(order(key(), items(product, 1)).body().get("status").asText())
                .isEqualTo("confirmed");
        assertThat(get("/orders/" + id).body().get("status").asText()).isEqualTo("rejected");
    }

    @Test
    void staffMoveAnOrderAlongTheTableAndNowhereElse() {
        String id = order(key(), items(SHOP.sells("5.00"), 1))
                .body()
                .get("order_id")
                .asText();
        assertThat(setStatus(id, "delivered").status()).isEqualTo(409);
        assertThat(setStatus(id, "rejected").body().get("code").asText()).isEqualTo("illegal_move");
        assertThat(setStatus(id, "shipped").body().get("status").asText()).isEqualTo("shipped");
        assertThat(setStatus(id, "shipped").status()).isEqualTo(200);
        assertThat(setStatus(id, "cancelled").status()).isEqualTo(409);
        assertThat(setStatus(id, "delivered").status()).isEqualTo(200);
        assertThat(setStatus(id, "returned").status()).isEqualTo(200);
        assertThat(setStatus(id, "shipped").status()).isEqualTo(409);
        assertThat(setStatus(id, "lost").status()).isEqualTo(422);
        assertThat(get("/orders/" + id + "/history").body().get("items").findValuesAsText("status"))
                .containsExactly("pending", "confirmed", "shipped", "delivered", "returned");
        assertThat(typesOf(commandsFor(id, 3))).containsExactly("stock.reserve", "stock.commit", "stock.restock");
    }

    @Test
    void aCancelledOrderGivesItsStockBack() {
        String id = order(key(), items(SHOP.sells("5.00"), 1))
                .body()
                .get("order_id")
                .asText();
        assertThat(setStatus(id, "cancelled").status()).isEqualTo(200);
        assertThat(typesOf(commandsFor(id, 3))).containsExactly("stock.reserve", "stock.commit", "stock.release");
    }

    @Test
    void aCancelledPendingOrderHasNoCheckoutAndGivesItsStockBackOnce() {
        SHOP.decides((order, product) -> null);
        UUID product = SHOP.sells("5.00");
        String id =
                order(key(), items(product, 1), "wait=0").body().get("order_id").asText();
        assertThat(setStatus(id, "cancelled").status()).isEqualTo(200);
        assertThat(JDBI.<Integer, RuntimeException>withHandle(
                        handle -> handle.createQuery("select count(*) from checkouts where order_id = ?")
                                .bind(0, UUID.fromString(id))
                                .mapTo(Integer.class)
                                .one()))
                .isZero();

        // what it has asked for is set aside at last, and another order after it, so that both have been heard of
        SHOP.says("stock.reserved", id, product.toString());
        SHOP.decides((order, any) -> "stock.reserved");
        assertThat(order(key(), items(product, 1)).body().get("status").asText())
                .isEqualTo("confirmed");
        assertThat(get("/orders/" + id + "/history").body().get("items").findValuesAsText("status"))
                .containsExactly("pending", "cancelled");
        assertThat(typesOf(commandsFor(id, 2))).containsExactly("stock.reserve", "stock.release");
    }

    @Test
    void whatIsSaidToOthersIsAsTheContractsSay() {
        String id = order(key(), items(SHOP.sells("5.00"), 2))
                .body()
                .get("order_id")
                .asText();
        setStatus(id, "shipped");
        List<String> events = listenTo("order.events", id, 2);
        assertThat(typesOf(events)).containsExactly("order.confirmed", "order.shipped");
        assertThat(events).allSatisfy(event -> assertThat(EventContracts.violations(event))
                .isEmpty());
        // the confirmation goes on with the request id of the message that caused it
        assertThat(events.get(0)).contains("\"requestid\":\"from-the-shop\"");
    }

    private static List<String> listenTo(String topic, String key, int messages) {
        List<String> heard = new java.util.ArrayList<>();
        Instant end = Instant.now().plusSeconds(20);
        try (var consumer = new org.apache.kafka.clients.consumer.KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        (Object) TestKafka.bootstrapServers(),
                        "group.id",
                        key,
                        "auto.offset.reset",
                        "earliest"),
                new org.apache.kafka.common.serialization.StringDeserializer(),
                new org.apache.kafka.common.serialization.StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (heard.size() < messages && Instant.now().isBefore(end)) {
                consumer.poll(java.time.Duration.ofMillis(100)).forEach(record -> {
                    if (key.equals(record.key())) {
                        heard.add(record.value());
                    }
                });
            }
        }
        return heard;
    }

    @Test
    void nothingIsOrderedWhilePricesAreNotToBeHad() {
        UUID product = SHOP.sells("5.00");
        String key = key();
        SHOP.goesAway(true);
        Reply refused = order(key, items(product, 1));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
        SHOP.goesAway(false);
        Instant end = Instant.now().plusSeconds(15);
        Reply retried;
        do {
            retried = order(key, items(product, 1));
        } while (retried.status() == 503 && Instant.now().isBefore(end));
        assertThat(retried.status()).isEqualTo(201);
    }

    @Test
    void aTotalAboveWhatWasExpectedIsRefused() {
        UUID product = SHOP.sells("5.00");
        String body = items(product, 2)
                .replaceFirst("\\{", "{\"expected_total\":{\"amount\":\"9.99\",\"currency\":\"EUR\"},");
        Reply refused = order(key(), body);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().get("code").asText()).isEqualTo("price_changed");
        assertThat(order(key(), body.replace("9.99", "10.00")).status()).isEqualTo(201);
        assertThat(order(key(), body.replace("EUR", "USD")).status()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource({
        "ada@, ada\\u200B@, email",
        "ada@, ada\\u00A0@, email",
        "ada@, \\u0430da@, email",
        "@emporium.example, @emporium\\u202E.example, email",
        "Ada, \\u2003, shipping_address.name",
        "Ada, Ada\\nLovelace, shipping_address.name",
        "Ada, Ada\\u001B[31m, shipping_address.name"
    })
    void takesNoTextThatIsNotWhatItSeems(String seems, String is, String field) {
        String right = items(SHOP.sells("5.00"), 1);
        assertThat(right).contains(seems);
        Reply refused = order(key(), right.replace(seems, is));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().at("/errors/0/field").asText()).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"postal_code\":\"10115\",\"country\":\"DE\"', '\"country\":\"QA\"', 201",
        "'\"postal_code\":\"10115\",\"country\":\"DE\"', '\"region\":\"Kowloon\",\"country\":\"HK\"', 201",
        "'\"country\":\"DE\"', '\"country\":\"XK\"', 201",
        "'\"country\":\"DE\"', '\"country\":\"ZZ\"', 422",
        "'\"postal_code\":\"10115\",', '', 422",
        "'\"country\":\"DE\"', '\"country\":\"US\"', 422"
    })
    void sendsToWhereTheAddressHasWhatItsCountryDemands(String german, String other, int status) {
        String right = items(SHOP.sells("5.00"), 1);
        assertThat(right).contains(german);
        assertThat(order(key(), right.replace(german, other)).status()).isEqualTo(status);
    }

    @Test
    void ordersAreListedTheNewestFirstPageByPage() {
        UUID product = SHOP.sells("1.00");
        List<String> placed = IntStream.range(0, 5)
                .mapToObj(i ->
                        order(key(), items(product, 1)).body().get("order_id").asText())
                .toList();
        Reply first = get("/orders?limit=2");
        assertThat(first.body().get("items").findValuesAsText("order_id"))
                .containsExactly(placed.get(4), placed.get(3));
        String next = first.body().get("next").asText();
        assertThat(first.response().headers().firstValue("Link"))
                .contains("</orders?limit=2&cursor=" + next + ">; rel=\"next\"");
        Reply second = get("/orders/?limit=2&cursor=" + next);
        assertThat(second.body().get("items").findValuesAsText("order_id"))
                .containsExactly(placed.get(2), placed.get(1));
        assertThat(get("/orders?cursor=nonsense").status()).isEqualTo(400);
        assertThat(get("/orders?limit=0").status()).isEqualTo(422);
        assertThat(get("/orders?limit=many").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "quantity\":1       | quantity\":0        | items[0].quantity",
                "quantity\":1       | quantity\":1000     | items[0].quantity",
                "quantity\":1       | quantity\":1.5      | items[0].quantity",
                "quantity\":1       | quantity\":\"1\"    | items[0].quantity",
                "quantity\":1       | quantity\":1,\"unit_price\":1 | items[0].unit_price",
                "\"country\":\"DE\" | \"country\":\"Germany\" | shipping_address.country",
                "\"city\":\"Berlin\"| \"city\":\" \"      | shipping_address.city",
                "tok_visa           | 4111111111111111    | payment.token",
                "ada@emporium.example | nobody            | email",
                "{\"items\"         | {\"customer_id\":\"0193b3a0-0000-7000-8000-00000000000a\",\"items\" | customer_id",
                "{\"items\"         | {\"cart_id\":\"0193b3a0-0000-7000-8000-00000000000a\",\"items\"     | cart_id"
            })
    void anInvalidOrderNamesTheFieldAndChangesNothing(String from, String to, String field) {
        String body = items(SHOP.sells("5.00"), 1);
        assertThat(body).contains(from);
        Reply refused = order(key(), body.replace(from, to));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().get("errors").findValuesAsText("field")).contains(field);
        assertThat(refused.response().body()).doesNotContain("dev.emporium").doesNotContain("java.");
    }

    @Test
    void whatIsNotOnSaleCannotBeOrdered() {
        UUID draft = SHOP.sells("5.00", "EUR", "draft");
        assertThat(order(key(), items(draft, 1)).body().get("code").asText()).isEqualTo("unknown_product");
        assertThat(order(key(), items(UUID.randomUUID(), 1)).status()).isEqualTo(422);
        Reply mixed = order(key(), items(SHOP.sells("5.00"), 1, SHOP.sells("500", "JPY", "active"), 1));
        assertThat(mixed.body().get("code").asText()).isEqualTo("currency_mismatch");
        Reply noKey = send(to("/orders/")
                .POST(HttpRequest.BodyPublishers.ofString(items(draft, 1)))
                .build());
        assertThat(noKey.status()).isEqualTo(400);
        assertThat(noKey.body().get("code").asText()).isEqualTo("idempotency_key_required");
    }

    private Reply orderAs(String authorization, String key, String body) {
        return send(to("/orders/")
                .header("Authorization", authorization)
                .header("Idempotency-Key", key)
                .header("Prefer", "wait=10")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    @Test
    void anOrderIsItsCustomersAlone() {
        UUID ada = UUID.randomUUID();
        String adas = TOKENS.bearer(ada, Role.CUSTOMER);
        String bobs = TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER);
        Reply placed = orderAs(adas, key(), items(SHOP.sells("5.00"), 1));
        String path = "/orders/" + placed.body().get("order_id").asText();

        assertThat(placed.body().get("customer_id").asText()).isEqualTo(ada.toString());
        assertThat(placed.body().has("order_token")).isFalse();
        assertThat(get(path, adas).status()).isEqualTo(200);
        assertThat(get(path + "/history", adas).status()).isEqualTo(200);
        assertThat(get("/orders", adas).body().get("items").findValuesAsText("order_id"))
                .containsExactly(placed.body().get("order_id").asText());

        assertThat(get("/orders", bobs).body().get("items")).isEmpty();
        Reply hidden = get(path, bobs);
        Reply missing = get("/orders/" + UUID.randomUUID(), bobs);
        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.body().get("detail")).isEqualTo(missing.body().get("detail"));
        assertThat(get(path + "/history", bobs).status()).isEqualTo(404);
        assertThat(setStatus(path.substring("/orders/".length()), "cancelled", adas)
                        .status())
                .isEqualTo(403);
        assertThat(get(path, TOKENS.bearer(UUID.randomUUID(), Role.SERVICE)).status())
                .isEqualTo(404);
    }

    @Test
    void somebodySignedInNeedNotSayWhereTheMailsGoAndAGuestMust() {
        String body = items(SHOP.sells("5.00"), 1).replace(",\"email\":\"ada@emporium.example\"", "");
        assertThat(body).doesNotContain("email");
        Reply guest = order(key(), body);
        assertThat(guest.status()).isEqualTo(422);
        assertThat(guest.body().at("/errors/0/field").asText()).isEqualTo("email");
        assertThat(orderAs(TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER), key(), body)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aGuestsTokenOpensItsOrderAlsoForSomebodySignedIn() {
        Reply placed = order(key(), items(SHOP.sells("5.00"), 1));
        String token = placed.body().get("order_token").asText();
        String path = "/orders/" + placed.body().get("order_id").asText();
        String adas = TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER);
        for (String each : List.of(path, path + "/history")) {
            assertThat(send(to(each).header("Authorization", adas)
                                    .header("Order-Token", token)
                                    .GET()
                                    .build())
                            .status())
                    .isEqualTo(200);
            assertThat(send(to(each).header("Authorization", adas)
                                    .header("Order-Token", token + "x")
                                    .GET()
                                    .build())
                            .status())
                    .isEqualTo(404);
            assertThat(get(each, adas).status()).isEqualTo(404);
        }
        Reply own = orderAs(adas, key(), items(SHOP.sells("5.00"), 1));
        assertThat(send(to("/orders/" + own.body().get("order_id").asText())
                                .header("Authorization", adas)
                                .header("Order-Token", token)
                                .GET()
                                .build())
                        .status())
                .as("their own stays theirs")
                .isEqualTo(200);
    }

    @Test
    void aGuestsTokenReadsThatOneOrderAndNothingElse() {
        String key = key();
        String body = items(SHOP.sells("5.00"), 1);
        Reply placed = order(key, body);
        Reply other = order(key(), body);
        String token = placed.body().get("order_token").asText();
        String path = "/orders/" + placed.body().get("order_id").asText();

        assertThat(send(to(path).header("Order-Token", token).GET().build()).status())
                .isEqualTo(200);
        assertThat(get(path, "Bearer " + token).status()).isEqualTo(200);
        assertThat(get(path + "/history", "Bearer " + token).status()).isEqualTo(200);
        assertThat(get("/orders/" + other.body().get("order_id").asText(), "Bearer " + token)
                        .status())
                .isEqualTo(404);
        assertThat(get("/orders", "Bearer " + token).status()).isEqualTo(401);
        assertThat(setStatus(path.substring("/orders/".length()), "cancelled", "Bearer " + token)
                        .status())
                .isEqualTo(401);
        assertThat(send(to(path).GET().build()).status()).isEqualTo(401);
        assertThat(get(path, "Bearer ot_wrong").status()).isEqualTo(404);
        assertThat(order(key, body).body().get("order_token").asText()).isEqualTo(token);
    }

    @Test
    void neitherAGuestsTokenNorItsKeyIsKept() {
        String key = key();
        String body = items(SHOP.sells("5.00"), 1);
        Reply pending = order(key, body, "wait=0");
        String token = pending.body().get("order_token").asText();
        String id = pending.body().get("order_id").asText();
        poll("/orders/" + id, order -> !order.get("status").asText().equals("pending"));

        assertThat(Client.traces(JDBI, id)).as("the search finds what is there").isNotEmpty();
        assertThat(Client.traces(JDBI, token.substring(3))).isEmpty();
        assertThat(Client.traces(JDBI, key)).isEmpty();
        Reply again = order(key, body);
        assertThat(again.body()).isEqualTo(pending.body());
        assertThat(again.body().get("order_token").asText()).isEqualTo(token);
    }

    @Test
    void aTokenThatTheVersionBeforeHasKeptReadsItsOrderAndBecomesAHash() {
        String key = key();
        String body = items(SHOP.sells("5.00"), 1);
        String id = order(key, body).body().get("order_id").asText();
        String former = "ot_former-" + id;
        JDBI.useHandle(handle -> handle.execute(
                "update orders set order_token = ?, order_token_hash = null where order_id = ?::uuid", former, id));
        assertThat(get("/orders/" + id, "Bearer " + former).status()).isEqualTo(200);
        assertThat(order(key, body).body().get("order_token").asText()).isEqualTo(former);

        OrderRepository orders = new OrderRepository(dev.emporium.platform.Json.mapper());
        new OrderUpkeep(JDBI, orders, Clock.systemUTC()).run();
        assertThat(Client.traces(JDBI, former)).as("it may be asked for again").isNotEmpty();
        new OrderUpkeep(JDBI, orders, Clock.offset(Clock.systemUTC(), Duration.ofDays(9))).run();
        assertThat(Client.traces(JDBI, former)).isEmpty();
        assertThat(get("/orders/" + id, "Bearer " + former).status()).isEqualTo(200);
    }

    @Test
    void aGuestsKeyThatCanBeGuessedOrdersNothing() {
        String body = items(SHOP.sells("5.00"), 1);
        for (String key : List.of("1", "my-first-order", "order-order-order-order-order")) {
            Reply refused = order(key, body);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body().get("code").asText()).isEqualTo("guessable_idempotency_key");
        }
        assertThat(orderAs(TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER), "1", body)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void keysBelongToTheirCaller() {
        String key = key();
        String body = items(SHOP.sells("5.00"), 1);
        Reply adas = orderAs(TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER), key, body);
        Reply bobs = orderAs(TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER), key, body);
        assertThat(bobs.status()).isEqualTo(201);
        assertThat(bobs.body().get("order_id")).isNotEqualTo(adas.body().get("order_id"));
    }

    @Test
    void whatStaffChangeIsNotedForAdminsAndNothingCanUnwriteIt() {
        UUID someone = UUID.randomUUID();
        String id = order(key(), items(SHOP.sells("5.00"), 1))
                .body()
                .get("order_id")
                .asText();
        setStatus(id, "delivered", TOKENS.bearer(someone, Role.STAFF));
        setStatus(id, "shipped", TOKENS.bearer(someone, Role.STAFF));
        setStatus(id, "shipped", TOKENS.bearer(someone, Role.STAFF));

        String path = "/orders/audit?subject_id=" + id;
        assertThat(get(path, STAFF).status()).isEqualTo(403);
        JsonNode trail =
                get(path, TOKENS.bearer(UUID.randomUUID(), Role.ADMIN)).body().get("items");
        assertThat(trail).hasSize(1);
        assertThat(trail.at("/0/actor_id").asText()).isEqualTo(someone.toString());
        assertThat(trail.at("/0/action").asText()).isEqualTo("order.status");
        assertThat(trail.at("/0/detail").asText()).isEqualTo("shipped");
        assertThat(trail.at("/0/address").asText()).isEqualTo("127.0.0.1");
        assertThat(trail.at("/0/request_id").asText()).isNotBlank();
        for (String change : List.of("delete from audit_entries", "update audit_entries set detail = 'x'")) {
            assertThatThrownBy(() -> JDBI.useHandle(handle -> handle.execute(change)))
                    .hasMessageContaining("append-only");
        }
    }

    @Test
    void noOrderIsPlacedWhoseCommandCannotBeWritten() {
        UUID product = SHOP.sells("5.00");
        JDBI.useHandle(handle -> handle.execute(
                """
                create function refuse() returns trigger language plpgsql as
                    $$ begin raise 'no room'; end $$;
                create trigger refuse before insert on outbox for each row
                    when (new.message like '%%%s%%') execute function refuse();
                """
                        .formatted(product)));
        assertThat(order(key(), items(product, 1)).status()).isGreaterThanOrEqualTo(500);
        JDBI.useHandle(handle -> handle.execute("drop trigger refuse on outbox"));
        assertThat(JDBI.<Integer, RuntimeException>withHandle(
                        handle -> handle.createQuery("select count(*) from order_lines where product_id = ?")
                                .bind(0, product)
                                .mapTo(Integer.class)
                                .one()))
                .isZero();
    }

    @Test
    void aRequestThatWaitsIsAnsweredWhenAnotherReplicaDecides() {
        SHOP.decides((order, product) -> null);
        UUID product = SHOP.sells("5.00");
        CompletableFuture<Reply> reply =
                CompletableFuture.supplyAsync(() -> order(key(), items(product, 1), "wait=10"));
        Instant end = Instant.now().plusSeconds(20);
        int decided;
        do {
            decided = JDBI.inTransaction(transaction -> {
                String its = "where order_id in (select order_id from order_lines where product_id = ?)";
                transaction.execute("delete from checkouts " + its, product);
                return transaction.execute("update orders set status = 'confirmed' " + its, product);
            });
        } while (decided == 0 && Instant.now().isBefore(end));
        // long before the wait is over
        assertThat(reply).succeedsWithin(Duration.ofSeconds(5));
        assertThat(reply.join().status()).isEqualTo(201);
        assertThat(reply.join().body().get("status").asText()).isEqualTo("confirmed");
    }

    @Test
    void anOrderThatDoesNotExistIsNotFound() {
        String path = "/orders/" + UUID.randomUUID();
        assertThat(get(path).status()).isEqualTo(404);
        assertThat(get(path + "/history").status()).isEqualTo(404);
        assertThat(setStatus(UUID.randomUUID().toString(), "shipped").status()).isEqualTo(404);
        assertThat(get("/orders/not-an-id").status()).isEqualTo(404);
    }

    @Test
    void tellsAHistoryAsItWentHoweverClocksDiffer() {
        String id = order(key(), items(SHOP.sells("2.00"), 1))
                .body()
                .path("order_id")
                .asText();
        JDBI.useHandle(handle -> handle.execute(
                "update order_history set at = at - interval '1 hour' where order_id = ? and status = 'confirmed'",
                UUID.fromString(id)));
        assertThat(get("/orders/" + id + "/history").body().get("items").findValuesAsText("status"))
                .containsExactly("pending", "confirmed");
    }

    @Test
    void decidesAsBeforeWhenTablesGetMoreColumns() {
        for (int i = 0; i < 8; i++) {
            buyAndReturn();
        }
        GrowingSchema.grow(JDBI);
        for (int i = 0; i < 8; i++) {
            buyAndReturn();
        }
    }

    private void buyAndReturn() {
        Reply placed = order(key(), items(SHOP.sells("2.00"), 1));
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.body().path("status").asText()).isEqualTo("confirmed");
        String id = placed.body().path("order_id").asText();
        for (String status : List.of("shipped", "delivered", "returned")) {
            assertThat(setStatus(id, status).status()).isEqualTo(200);
        }
        assertThat(get("/orders/" + id).status()).isEqualTo(200);
        assertThat(get("/orders/?limit=2").status()).isEqualTo(200);
        assertThat(get("/orders/" + id + "/history").body().path("items")).hasSize(5);
    }
}
