package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.system.Accounts.Account;
import dev.emporium.system.Http.Answer;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One of each {@link Bearer}, and for every route a request that is right in all but who asks: about things that exist
 * and are the customer's, made anew where the request uses them up.
 */
final class Everybody {
    private static final Map<String, Object> ADDRESS = Map.of(
            "name", "Ada Lovelace",
            "line1", "12 St James's Square",
            "city", "London",
            "postal_code", "SW1Y 4JH",
            "country", "GB");

    private final Platform platform;
    private final Shop shop;
    private final Http http;
    private final Map<Bearer, Account> people = new EnumMap<>(Bearer.class);
    private final Map<Bearer, String> tokens = new EnumMap<>(Bearer.class);
    private final Forger forger;
    private final String product;
    private final String order;
    private String address;
    private String delivered;

    private Everybody(Platform platform) throws Exception {
        this.platform = platform;
        this.shop = Shop.at(platform);
        this.http = shop.guest();
        for (Bearer bearer : Bearer.values()) {
            if (bearer.isPerson()) {
                people.put(bearer, person(bearer));
                tokens.put(
                        bearer, platform.accounts().tokenOf(people.get(bearer)).get());
            }
        }
        platform.accounts().grant(people.get(Bearer.FORMER), List.of("customer"));
        this.forger = new Forger(platform, tokens.get(Bearer.CUSTOMER));
        forge();
        this.product = shop.createProduct("Thing that everybody asks about", 100_000);
        this.order = orderOfTheCustomer(1);
    }

    private String orderOfTheCustomer(int quantity) throws Exception {
        Answer placed = http.post(
                "/orders/",
                Shop.orderOf(Map.of(product, quantity)),
                headers(Bearer.CUSTOMER, "Idempotency-Key", Shop.key(), "Prefer", "wait=10"));
        assertThat(placed.text("status")).as(placed.toString()).isEqualTo("confirmed");
        return placed.text("order_id");
    }

    /** One for all: each return is of one piece. */
    private String delivered() throws Exception {
        if (delivered == null) {
            delivered = orderOfTheCustomer(50);
            shop.deliver(delivered);
        }
        return delivered;
    }

    private Map<String, Object> returned() {
        return Map.of("items", List.of(Map.of("product_id", product, "quantity", 1)));
    }

    private String returnOfTheCustomer() throws Exception {
        Answer requested = http.post("/orders/" + delivered() + "/returns", returned(), headers(Bearer.CUSTOMER));
        assertThat(requested.status()).as(requested.toString()).isEqualTo(201);
        return requested.text("return_id");
    }

    static Everybody at(Platform platform) throws Exception {
        return new Everybody(platform);
    }

    /** An account of its own, since a test may take it away. */
    private Account person(Bearer bearer) throws Exception {
        Account account = platform.accounts().register();
        List<String> roles =
                switch (bearer) {
                    case STAFF -> List.of("staff");
                    case ADMIN, FORMER -> List.of("admin");
                    default -> List.of();
                };
        if (!roles.isEmpty()) {
            platform.accounts().grant(account, roles);
        }
        return account;
    }

    private void forge() throws Exception {
        tokens.put(Bearer.MALFORMED, "no.access.token");
        tokens.put(Bearer.EXPIRED, forger.expired());
        tokens.put(Bearer.ISSUER, forger.with(claims -> claims.put("iss", "https://elsewhere.example")));
        tokens.put(Bearer.AUDIENCE, forger.with(claims -> claims.put("aud", "elsewhere")));
        tokens.put(Bearer.ALG_NONE, forger.unsigned());
        tokens.put(Bearer.HS256, forger.signedWithThePublicKey());
        tokens.put(Bearer.KID, forger.ofAnUnknownKey());
        tokens.put(Bearer.SERVICE, platform.accounts().serviceToken());
    }

    /** Made as the wrong ones are, with nothing wrong. */
    String copyOfARightToken() {
        return forger.with(claims -> {});
    }

    Answer ask(String route, Bearer bearer) throws Exception {
        String method = route.substring(0, route.indexOf(' '));
        String path = route.substring(route.indexOf(' ') + 1);
        String token = tokens.get(bearer);
        Object body = null;
        switch (route) {
            case "POST /products/" -> body = Shop.product("Thing", 1);
            case "PUT /products/{product_id}" -> body = replacement();
            case "PATCH /products/{product_id}" -> body = Map.of("description", "Changed");
            case "DELETE /products/{product_id}" ->
                path = path.replace("{product_id}", shop.createProduct("Thing to be deleted", 1));
            case "PUT /products/categories/{path}" -> {
                body = Map.of("name", "Things");
                path = path.replace("{path}", "things/everybody");
            }
            case "DELETE /products/categories/{path}" -> {
                path = path.replace("{path}", Shop.key());
                shop.staff().put(path, Map.of());
            }
            case "POST /products/{product_id}/stock/adjustments" -> body = Map.of("delta", 1, "reason", "found one");
            case "POST /products/{product_id}/stock/watchers" ->
                path = path.replace("{product_id}", shop.createProduct("Thing that is sold out", 0));
            case "POST /carts/" -> body = Map.of();
            case "POST /carts/{cart_id}/items" -> body = Map.of("product_id", product, "quantity", 1);
            case "PUT /carts/{cart_id}/items/{product_id}" -> body = Map.of("quantity", 2);
            case "POST /carts/{cart_id}/merge" -> {
                body = Map.of();
                path = path.replace("{cart_id}", cartOf(Bearer.NONE));
            }
            case "POST /orders/" -> body = Shop.orderOf(Map.of(product, 1));
            case "PUT /orders/{order_id}/status" -> {
                body = Map.of("status", "cancelled");
                path = path.replace("{order_id}", orderOfTheCustomer(1));
            }
            case "POST /orders/{order_id}/cancellation" -> path = path.replace("{order_id}", orderOfTheCustomer(1));
            case "POST /orders/{order_id}/returns" -> {
                body = returned();
                path = path.replace("{order_id}", delivered());
            }
            case "GET /orders/{order_id}/returns" -> path = path.replace("{order_id}", delivered());
            case "PUT /orders/{order_id}/returns/{return_id}" -> {
                body = Map.of("status", "accepted");
                path = path.replace("{order_id}", delivered()).replace("{return_id}", returnOfTheCustomer());
            }
            case "POST /payments/{payment_id}/refunds" ->
                body = Map.of("amount", Map.of("amount", "0.01", "currency", "EUR"));
            case "POST /payments/webhooks/{provider}" -> body = Map.of("id", "evt_" + Shop.key());
            case "GET /orders/deliveries" -> path = path + "?ids={order_id}";
            case "GET /products/suggestions" -> path = path + "?q=tea";
            case "POST /products/imports" -> body = Imports.LINES;
            case "GET /shipments/quotes" -> path = path + "?country=GB&weight_grams=1200&value=39.98";
            // where it is already: so everybody may ask again
            case "PUT /shipments/{shipment_id}/status" -> body = Map.of("status", "delivered");
            case "PUT /notifications/preferences" -> body = Map.of("channels", Map.of("mail", true, "sms", false));
            case "POST /customers/" ->
                body = Map.of(
                        "email", Shop.key() + "@system-tests.example", "password", Shop.key(), "name", "Ada Lovelace");
            case "POST /customers/tokens" -> body = people.get(Bearer.CUSTOMER).credentials();
            case "DELETE /customers/tokens" ->
                body = Map.of("refresh_token", platform.accounts().refreshToken(people.get(Bearer.CUSTOMER)));
            case "PUT /customers/{customer_id}/roles" -> {
                body = Map.of("roles", List.of("customer"));
                path = path.replace(
                        "{customer_id}",
                        platform.accounts().idOf(platform.accounts().register()));
            }
            case "PATCH /customers/me" -> body = Map.of("name", "Ada King");
            case "DELETE /customers/me" -> {
                Account leaver = bearer.isPerson() ? person(bearer) : people.get(Bearer.CUSTOMER);
                token = bearer.isPerson() ? platform.accounts().tokenOf(leaver).get() : token;
                body = Map.of("current_password", leaver.password());
            }
            case "POST /customers/me/addresses", "PUT /customers/me/addresses/{address_id}" -> body = ADDRESS;
            default -> {}
        }
        return send(method, fill(path), body, token);
    }

    private String fill(String path) throws Exception {
        String filled = path.replace("{product_id}", product)
                .replace("{order_id}", order)
                .replace("{provider}", "simulated");
        if (filled.contains("{cart_id}")) {
            filled = filled.replace("{cart_id}", cartOf(Bearer.CUSTOMER));
        }
        if (filled.contains("{address_id}")) {
            filled = filled.replace("{address_id}", addressOfTheCustomer());
        }
        if (filled.contains("{payment_id}")) {
            filled = filled.replace("{payment_id}", shop.paymentOf(delivered()));
        }
        if (filled.contains("{shipment_id}")) {
            filled = filled.replace("{shipment_id}", shop.parcelOf(delivered()));
        }
        if (filled.contains("{import_id}")) {
            filled = filled.replace("{import_id}", Imports.create(shop.staff()));
        }
        if (filled.contains("{customer_id}")) {
            filled = filled.replace("{customer_id}", platform.accounts().idOf(people.get(Bearer.CUSTOMER)));
        }
        assertThat(filled).as("a path with what exists").doesNotContain("{");
        return filled;
    }

    private Map<String, Object> replacement() {
        return Map.of(
                "sku", "SYS-" + Shop.key(), "name", "Thing", "price", Map.of("amount", "10.00", "currency", "EUR"));
    }

    private String cartOf(Bearer owner) throws Exception {
        String cart = http.post("/carts/", Map.of(), headers(owner)).text("cart_id");
        Answer filled =
                http.post("/carts/" + cart + "/items", Map.of("product_id", product, "quantity", 1), headers(owner));
        assertThat(filled.status()).as(filled.toString()).isEqualTo(200);
        return cart;
    }

    /** The same while it lasts: a customer keeps only so many. */
    private String addressOfTheCustomer() throws Exception {
        if (address == null
                || http.get("/customers/me/addresses/" + address, headers(Bearer.CUSTOMER))
                                .status()
                        != 200) {
            Answer kept = http.post("/customers/me/addresses", ADDRESS, headers(Bearer.CUSTOMER));
            assertThat(kept.status()).as(kept.toString()).isEqualTo(201);
            address = kept.text("address_id");
        }
        return address;
    }

    private String[] headers(Bearer bearer, String... others) {
        return headers(tokens.get(bearer), others);
    }

    private static String[] headers(String token, String... others) {
        List<String> headers = new ArrayList<>(List.of(others));
        if (token != null) {
            headers.addAll(List.of("Authorization", "Bearer " + token));
        }
        return headers.toArray(String[]::new);
    }

    private Answer send(String method, String path, Object body, String token) throws Exception {
        List<String> headers = new ArrayList<>(List.of("Idempotency-Key", Shop.key(), "Prefer", "wait=0"));
        if (!method.equals("GET")) {
            headers.addAll(List.of("If-Match", "*"));
        }
        BodyPublisher publisher = BodyPublishers.noBody();
        if (body != null) {
            headers.addAll(List.of("Content-Type", body == Imports.LINES ? Imports.TYPE : "application/json"));
            publisher = BodyPublishers.ofString(
                    body == Imports.LINES
                            ? Imports.LINES
                            : Http.JSON.valueToTree(body).toString());
        }
        return http.send(method, path, publisher, headers(token, headers.toArray(String[]::new)));
    }
}
