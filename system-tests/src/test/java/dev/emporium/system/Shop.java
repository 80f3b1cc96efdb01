package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Http.Answer;
import java.math.BigDecimal;
import java.time.Duration;
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
    private static final Duration SOON = Duration.ofSeconds(60);
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

    static Map<String, Object> paidBy(String token, Map<String, Integer> quantities) {
        Map<String, Object> order = orderOf(quantities);
        order.put("payment", Map.of("method", "card", "token", token));
        return order;
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

    /** The same until it is decided, or the bank asks the buyer: an answer waits for ten seconds at most. */
    Answer place(Map<String, Object> order, String key) throws Exception {
        Answer placed = place(order, key, 10);
        return isOpen(placed)
                ? Eventually.get(SOON, () -> {
                    Answer read = order(placed.text("order_id"));
                    assertThat(isOpen(read)).as(read.toString()).isFalse();
                    return read;
                })
                : placed;
    }

    private static boolean isOpen(Answer order) {
        return order.text("status").equals("pending") && !order.json().has("payment_action");
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

    /** What an order of so many pieces that nobody has weighed costs with shipping, by the quotes of the moment. */
    String withShipping(int pieces, String goods) throws Exception {
        Answer quotes = guest.get("/shipments/quotes?country=GB&weight_grams=" + 500 * pieces + "&value=" + goods);
        assertThat(quotes.status()).as(quotes.toString()).isEqualTo(200);
        return new BigDecimal(goods)
                .add(new BigDecimal(quotes.json().at("/items/0/price/amount").asText()))
                .toPlainString();
    }

    /** The id of an order's shipment, which must be there. */
    String parcelOf(String orderId) throws Exception {
        Answer parcels = staff.get("/shipments/?order_id=" + orderId);
        String parcel = parcels.json().at("/items/0/shipment_id").asText();
        assertThat(parcel).as(parcels.toString()).isNotEmpty();
        return parcel;
    }

    /** The id of an order's payment, once its money is taken. */
    String paymentOf(String orderId) throws Exception {
        Eventually.within(SOON, () -> {
            Answer payments = staff.get("/payments/?order_id=" + orderId);
            assertThat(payments.json().at("/items/0/status").asText())
                    .as(payments.toString())
                    .isEqualTo("captured");
        });
        return staff.get("/payments/?order_id=" + orderId)
                .json()
                .at("/items/0/payment_id")
                .asText();
    }

    /** Staff move an order's parcel through these states, once it is there and has its label. */
    public void moveParcel(String orderId, String... statuses) throws Exception {
        for (String status : statuses) {
            Eventually.within(SOON, () -> {
                Answer moved = staff.put("/shipments/" + parcelOf(orderId) + "/status", Map.of("status", status));
                assertThat(moved.status()).as(moved.toString()).isEqualTo(200);
            });
        }
    }

    /** Its parcel is delivered, and the order has heard of it. */
    public void deliver(String orderId) throws Exception {
        moveParcel(orderId, "dispatched", "in_transit", "delivered");
        awaitStatus(orderId, "delivered");
    }

    void awaitStatus(String orderId, String status) throws Exception {
        Eventually.within(SOON, () -> {
            Answer order = order(orderId);
            assertThat(order.text("status")).as(order.toString()).isEqualTo(status);
        });
    }

    /** Staff cancel an order, and are told that it is. */
    public void cancel(String orderId) throws Exception {
        Answer cancelled = Eventually.get(SOON, () -> {
            Answer asked =
                    staff.put("/orders/" + orderId + "/status", Map.of("status", "cancelled"), "Prefer", "wait=10");
            assertThat(asked.status()).as(asked.toString()).isNotEqualTo(202);
            return asked;
        });
        assertThat(cancelled.status()).as(cancelled.toString()).isEqualTo(200);
        assertThat(cancelled.text("status")).isEqualTo("cancelled");
    }

    /** Whosever it is. */
    public Answer order(String orderId) throws Exception {
        return staff.get("/orders/" + orderId);
    }
}
