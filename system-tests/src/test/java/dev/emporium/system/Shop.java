package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Http.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What people do in the shop, with everything valid unless a test wants it otherwise.
 *
 * @param guest who has not signed in
 */
public record Shop(Http guest, Http customer, Http staff) {
    private static final Map<String, Object> ADDRESS = Map.of(
            "name", "Ada Lovelace",
            "line1", "12 St James's Square",
            "city", "London",
            "postal_code", "SW1Y 4JH",
            "country", "GB");

    public static Shop at(Platform platform) {
        return at(platform, new Http(platform.gateway()));
    }

    /** At a server of its own that believes the platform's tokens. */
    public static Shop at(Platform platform, Http server) {
        Accounts accounts = platform.accounts();
        return new Shop(
                server, server.as(accounts.tokenOf(Accounts.CUSTOMER)), server.as(accounts.tokenOf(Accounts.STAFF)));
    }

    public static String key() {
        return UUID.randomUUID().toString();
    }

    static Map<String, Object> product(String name, long stock) {
        return Map.of(
                "sku",
                "SYS-" + key(),
                "name",
                name,
                "category",
                "system-tests",
                "price",
                Map.of("amount", "10.00", "currency", "EUR"),
                "stock",
                stock);
    }

    /** Puts a product on sale for 10 EUR and returns its id. */
    public String createProduct(String name, long stock) throws Exception {
        Answer created = staff.post("/products/", product(name, stock), "Idempotency-Key", key());
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        return created.text("product_id");
    }

    public List<String> createProducts(int count, long stock) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(createProduct("Thing " + i, stock));
        }
        return ids;
    }

    /** An order of these products and quantities. */
    public static Map<String, Object> orderOf(Map<String, Integer> quantities) {
        List<Map<String, Object>> items = new ArrayList<>();
        quantities.forEach((id, quantity) -> items.add(Map.of("product_id", id, "quantity", quantity)));
        return order("items", items);
    }

    public static Map<String, Object> orderOfCart(String cartId) {
        return order("cart_id", cartId);
    }

    private static Map<String, Object> order(String what, Object value) {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put(what, value);
        order.put("shipping_address", ADDRESS);
        order.put("payment", Map.of("method", "card", "token", "tok_visa"));
        order.put("email", "ada@example.com");
        return order;
    }

    /** The customer places an order and waits for its decision for so many seconds. */
    Answer place(Map<String, Object> order, String key, int wait) throws Exception {
        return customer.post("/orders/", order, "Idempotency-Key", key, "Prefer", "wait=" + wait);
    }

    public JsonNode stock(String productId) throws Exception {
        Answer stock = guest.get("/products/" + productId + "/stock");
        assertThat(stock.status()).as(stock.toString()).isEqualTo(200);
        return stock.json();
    }

    JsonNode cart(String cartId) throws Exception {
        Answer cart = customer.get("/carts/" + cartId);
        assertThat(cart.status()).as(cart.toString()).isEqualTo(200);
        return cart.json();
    }

    /** Whosever it is. */
    public Answer order(String orderId) throws Exception {
        return staff.get("/orders/" + orderId);
    }
}
