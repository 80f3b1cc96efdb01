package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Accounts.Account;
import dev.emporium.system.Http.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What attackers of shops try, by the names of the OWASP API Security Top 10 of 2023: one customer at another's things
 * (API1), past the sign-in (API2), at fields (API3) and functions (API5) that are not theirs.
 */
@OnThePlatform
@TestInstance(Lifecycle.PER_CLASS)
class AbuseIT {
    private final Platform platform;
    private final Shop shop;
    private final Http guest;
    private Http victim;
    private Http attacker;
    private String victimId;
    private String attackerId;
    private Account attackersAccount;
    private String product;

    AbuseIT(Platform platform) {
        this.platform = platform;
        this.shop = Shop.at(platform);
        this.guest = shop.guest();
    }

    @BeforeAll
    void registerBoth() throws Exception {
        Accounts accounts = platform.accounts();
        Account victimsAccount = accounts.register();
        attackersAccount = accounts.register();
        victimId = accounts.idOf(victimsAccount);
        attackerId = accounts.idOf(attackersAccount);
        victim = guest.as(accounts.tokenOf(victimsAccount));
        attacker = guest.as(accounts.tokenOf(attackersAccount));
        product = shop.createProduct("Thing worth stealing", 1000);
    }

    private Map<String, Object> line() {
        return Map.of("product_id", product, "quantity", 1);
    }

    private String cartOf(Http owner) throws Exception {
        String cart = owner.post("/carts/", Map.of()).text("cart_id");
        assertThat(owner.post("/carts/" + cart + "/items", line()).status()).isEqualTo(200);
        return cart;
    }

    private static Answer order(Http buyer, Map<String, Object> order) throws Exception {
        return buyer.post("/orders/", order, "Idempotency-Key", Shop.key(), "Prefer", "wait=10");
    }

    private static Map<String, Object> with(Map<String, Object> right, String field, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(right);
        changed.put(field, value);
        return changed;
    }

    // API1: Broken Object Level Authorization

    @Test
    void showsSomebodyElsesOrderAsIfThereWereNone() throws Exception {
        String order = order(victim, Shop.orderOf(Map.of(product, 1))).text("order_id");
        assertThat(victim.get("/orders/" + order).status()).isEqualTo(200);
        for (String rest : List.of("", "/history")) {
            Answer theirs = attacker.get("/orders/" + order + rest);
            Answer nobodys = attacker.get("/orders/" + UUID.randomUUID() + rest);
            looksTheSame(theirs, nobodys);
        }
        for (String list : List.of("/orders?limit=100", "/orders?limit=100&customer_id=" + victimId)) {
            assertThat(attacker.get(list).json().path("items").findValuesAsText("order_id"))
                    .doesNotContain(order);
        }
    }

    @Test
    void showsSomebodyElsesCartAsIfThereWereNone() throws Exception {
        String cart = cartOf(victim);
        looksTheSame(attacker.get("/carts/" + cart), attacker.get("/carts/" + UUID.randomUUID()));
        String items = "/carts/" + cart + "/items";
        for (Http stranger : List.of(attacker, guest, shop.staff())) {
            assertThat(stranger.post(items, line()).status()).isEqualTo(404);
            assertThat(stranger.put(items + "/" + product, Map.of("quantity", 9))
                            .status())
                    .isEqualTo(404);
            for (String path : List.of(items + "/" + product, "/carts/" + cart)) {
                assertThat(stranger.send("DELETE", path, BodyPublishers.noBody())
                                .status())
                        .isEqualTo(404);
            }
        }
        assertThat(victim.get("/carts/" + cart).json().at("/items/0/quantity").asInt())
                .isEqualTo(1);
    }

    @Test
    void ordersNobodyElsesCart() throws Exception {
        String cart = cartOf(victim);
        for (Http stranger : List.of(attacker, guest)) {
            Answer ordered = order(stranger, Shop.orderOfCart(cart));
            assertThat(ordered.status()).as(ordered.toString()).isEqualTo(422);
            assertThat(ordered.text("code")).isEqualTo("unknown_cart");
        }
        assertThat(victim.get("/carts/" + cart).json().path("items")).hasSize(1);
    }

    @Test
    void takesNobodyElsesCartOverAndGivesNoneAway() throws Exception {
        String theirs = cartOf(victim);
        assertThat(attacker.post("/carts/" + theirs + "/merge", Map.of()).status())
                .isEqualTo(404);
        Answer into = attacker.post("/carts/" + cartOf(guest) + "/merge", Map.of("into", theirs));
        assertThat(into.status()).as(into.toString()).isIn(404, 422);
        assertThat(victim.get("/carts/" + theirs).json().at("/items/0/quantity").asInt())
                .isEqualTo(1);
    }

    @Test
    void readsNobodyElsesAddress() throws Exception {
        Map<String, Object> address = Map.of(
                "name", "Ada", "line1", "Main Street 1", "city", "London", "postal_code", "SW1Y 4JH", "country", "GB");
        String path = "/customers/me/addresses/"
                + victim.post("/customers/me/addresses", address).text("address_id");
        assertThat(victim.get(path).status()).isEqualTo(200);
        assertThat(attacker.get(path).status()).isEqualTo(404);
        assertThat(attacker.put(path, address).status()).isEqualTo(404);
        attacker.send("DELETE", path, BodyPublishers.noBody());
        assertThat(victim.get(path).json().path("line1").asText()).isEqualTo("Main Street 1");
    }

    @Test
    void givesNobodyTheAnswerToSomebodyElsesKey() throws Exception {
        String key = Shop.key();
        Map<String, Object> order = Shop.orderOf(Map.of(product, 1));
        Answer theirs = victim.post("/orders/", order, "Idempotency-Key", key, "Prefer", "wait=10");
        Answer ours = attacker.post("/orders/", order, "Idempotency-Key", key, "Prefer", "wait=10");
        assertThat(ours.status()).as(ours.toString()).isEqualTo(201);
        assertThat(ours.text("order_id")).isNotEqualTo(theirs.text("order_id"));
        assertThat(ours.header("Idempotent-Replayed")).isEmpty();
    }

    /** The same but for the id that was asked for and the request's own. */
    private static void looksTheSame(Answer one, Answer other) {
        assertThat(one.status()).as(one.toString()).isEqualTo(404);
        assertThat(other.status()).isEqualTo(404);
        for (String field : List.of("type", "title", "detail", "code")) {
            assertThat(one.json().path(field)).isEqualTo(other.json().path(field));
        }
    }

    // API2: Broken Authentication

    @Test
    void tellsNobodyWhetherAnAccountExists() throws Exception {
        Answer wrong = guest.post(
                "/customers/tokens", new Account(attackersAccount.email(), "not the password").credentials());
        Answer unknown = guest.post(
                "/customers/tokens", new Account(Shop.key() + "@example.com", "not the password").credentials());
        assertThat(wrong.status()).as(wrong.toString()).isBetween(400, 401);
        assertThat(unknown.status()).isEqualTo(wrong.status());
        for (String field : List.of("type", "title", "detail", "code")) {
            assertThat(unknown.json().path(field)).isEqualTo(wrong.json().path(field));
        }
    }

    @Test
    void takesNoTokenFromTheAddress() throws Exception {
        String token = platform.accounts().tokenOf(attackersAccount).get();
        assertThat(guest.get("/customers/me?access_token=" + token).status()).isBetween(400, 401);
        assertThat(guest.get("/orders?access_token=" + token).status()).isBetween(400, 401);
    }

    @Test
    void takesNoRefreshTokenForAnAccessToken() throws Exception {
        String refresh = platform.accounts().refreshToken(attackersAccount);
        assertThat(refresh).isNotBlank();
        assertThat(guest.get("/customers/me", "Authorization", "Bearer " + refresh)
                        .status())
                .isEqualTo(401);
    }

    // API3: Broken Object Property Level Authorization, which is mass assignment too

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            role        | "admin"
            roles       | ["admin"]
            is_admin    | true
            customer_id | "01990000-0000-7000-8000-000000000000"
            """)
    void registersNobodyAsMoreThanACustomer(String field, String value) throws Exception {
        Map<String, Object> registration =
                Map.of("email", Shop.key() + "@example.com", "password", Shop.key(), "name", "Mallory");
        refusesTheField(guest.post("/customers/", with(registration, field, Http.JSON.readTree(value))), field);
        Answer honest = guest.post("/customers/", registration);
        assertThat(honest.json().path("roles").toString()).isEqualTo("[\"customer\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"roles", "role", "email_verified", "customer_id"})
    void changesOnlyWhatIsOnesOwnToChange(String field) throws Exception {
        Object value = field.equals("roles") ? List.of("admin") : "admin";
        refusesTheField(
                attacker.send(
                        "PATCH",
                        "/customers/me",
                        BodyPublishers.ofString(Http.JSON
                                .valueToTree(with(Map.of("name", "Mallory"), field, value))
                                .toString()),
                        "Content-Type",
                        "application/json"),
                field);
        assertThat(attacker.get("/customers/me").json().path("roles").toString())
                .isEqualTo("[\"customer\"]");
    }

    @Test
    void makesNoCartForSomebodyElse() throws Exception {
        for (Http stranger : List.of(attacker, guest)) {
            Answer made = stranger.post("/carts/", Map.of("user_id", victimId));
            assertThat(made.status()).as(made.toString()).isEqualTo(422);
        }
        Answer own = attacker.post("/carts/", Map.of("user_id", attackerId));
        assertThat(own.text("user_id")).as(own.toString()).isEqualTo(attackerId);
    }

    @ParameterizedTest
    @ValueSource(strings = {"customer_id", "user_id", "status", "total", "order_id", "order_token"})
    void takesNoFieldOfAnOrderThatIsNotTheBuyersToSay(String field) throws Exception {
        refusesTheField(order(attacker, with(Shop.orderOf(Map.of(product, 1)), field, victimId)), field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unit_price", "price", "line_total", "name"})
    void takesThePriceOfALineFromTheCatalogueAlone(String field) throws Exception {
        Object cent = Map.of("amount", "0.01", "currency", "EUR");
        List<Object> items = List.of(with(line(), field, cent));
        Answer ordered = order(attacker, with(Shop.orderOf(Map.of(product, 1)), "items", items));
        refusesTheField(ordered, "items");
        String cart = cartOf(attacker);
        refusesTheField(attacker.post("/carts/" + cart + "/items", with(line(), field, cent)), field);
        JsonNode honest = order(attacker, Shop.orderOfCart(cart)).json();
        assertThat(honest.at("/total/amount").asText()).isEqualTo(shop.withShipping(1, "10.00"));
        assertThat(honest.path("customer_id").asText()).isEqualTo(attackerId);
    }

    private static void refusesTheField(Answer answer, String field) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/field").asText()).startsWith(field);
    }

    // API5: Broken Function Level Authorization

    @Test
    void letsNoCustomerDoWhatStaffDo() throws Exception {
        String order = order(attacker, Shop.orderOf(Map.of(product, 1))).text("order_id");
        forbidden(attacker.put("/orders/" + order + "/status", Map.of("status", "delivered")));
        forbidden(attacker.post("/products/", Shop.product("Mine", 1)));
        forbidden(attacker.post(
                "/products/" + product + "/stock/adjustments", Map.of("delta", -1000, "reason", "out of spite")));
        forbidden(attacker.send("DELETE", "/products/" + product, BodyPublishers.noBody(), "If-Match", "*"));
        assertThat(guest.get("/products/" + product).status()).isEqualTo(200);
        assertThat(attacker.get("/orders/" + order).text("status")).isEqualTo("confirmed");
    }

    @Test
    void letsNobodyButAnAdminGiveRolesAndSeeEverybody() throws Exception {
        for (Http curious : List.of(attacker, shop.staff())) {
            forbidden(curious.get("/customers/"));
            forbidden(curious.put("/customers/" + attackerId + "/roles", Map.of("roles", List.of("admin"))));
        }
        assertThat(attacker.get("/customers/me").json().path("roles").toString())
                .isEqualTo("[\"customer\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"})
    void doesWhatTheMethodSaysAndNotAHeader(String header) throws Exception {
        assertThat(attacker.get("/products/" + product, header, "DELETE", "If-Match", "*")
                        .status())
                .isEqualTo(200);
        assertThat(guest.get("/products/" + product).status()).isEqualTo(200);
    }

    private static void forbidden(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
        assertThat(answer.text("code")).isEqualTo("forbidden");
    }
}
