package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Http.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a customer and the staff do from the first look at the shop to the delivery, by REST through the gateway. */
@OnThePlatform
class JourneyIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Platform platform;
    private final Shop shop;
    private final Http guest;
    private final Http customer;

    JourneyIT(Platform platform) {
        this.platform = platform;
        this.shop = Shop.at(platform);
        this.guest = shop.guest();
        this.customer = shop.customer();
    }

    @Test
    void leadsFromTheCatalogueToTheDelivery() throws Exception {
        String teapot = shop.createProduct("Teapot", 10);
        String cup = shop.createProduct("Cup", 10);
        assertThat(guest.get("/products?limit=100").json().path("items").findValuesAsText("product_id"))
                .contains(teapot, cup);

        String cart = fill(teapot, cup);
        Answer placed = shop.place(Shop.orderOfCart(cart), Shop.key());
        assertThat(placed.status()).as(placed.toString()).isEqualTo(201);
        assertThat(placed.text("status")).isEqualTo("confirmed");
        assertThat(placed.json().at("/total/amount").asText()).isEqualTo(shop.withShipping(3, "30.00"));
        String order = placed.text("order_id");
        assertThat(placed.header("Location")).hasValue("/orders/" + order);
        assertThat(customer.get(placed.header("Location").orElseThrow()).json()).isEqualTo(placed.json());

        stockIs(teapot, 9);
        stockIs(cup, 8);
        Eventually.within(SOON, () -> assertThat(shop.cart(cart).path("items")).isEmpty());
        itIsDelivered(order);
        itIsPaid(order, placed.json().path("total"));
        aPartComesBack(order, cup);
    }

    private String fill(String teapot, String cup) throws Exception {
        Answer created = customer.post("/carts/", Map.of());
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        String cart = created.text("cart_id");
        assertThat(created.header("Location")).hasValue("/carts/" + cart);
        for (String product : List.of(teapot, cup, cup)) {
            Answer added = customer.post("/carts/" + cart + "/items", Map.of("product_id", product, "quantity", 1));
            assertThat(added.status()).as(added.toString()).isEqualTo(200);
        }
        JsonNode read = shop.cart(cart);
        assertThat(read.at("/total/amount").asText()).isEqualTo("30.00");
        assertThat(read.path("prices").asText()).isEqualTo("live");
        assertThat(read.at("/items/1/quantity").asInt()).isEqualTo(2);
        assertThat(read.at("/items/1/available").asInt()).isEqualTo(10);
        return cart;
    }

    /** What is sold leaves the shelf a moment after the customer has the answer. */
    private void stockIs(String product, int quantity) throws Exception {
        Eventually.within(SOON, () -> {
            JsonNode stock = shop.stock(product);
            assertThat(stock.path("on_hand").asInt()).isEqualTo(quantity);
            assertThat(stock.path("reserved").asInt()).isZero();
            assertThat(stock.path("available").asInt()).isEqualTo(quantity);
        });
    }

    private void itIsDelivered(String order) throws Exception {
        assertThat(history(order)).containsExactly("pending", "confirmed");
        Answer byHand = setStatus(order, "shipped");
        assertThat(byHand.status()).as(byHand.toString()).isEqualTo(409);
        assertThat(byHand.text("code")).isEqualTo("illegal_move");
        assertThat(shop.order(order).text("status")).isEqualTo("confirmed");
        shop.moveParcel(order, "dispatched");
        shop.awaitStatus(order, "shipped");
        assertThat(customer.post("/orders/" + order + "/cancellation", null).status())
                .isEqualTo(409);
        shop.moveParcel(order, "in_transit", "delivered");
        shop.awaitStatus(order, "delivered");
        assertThat(history(order)).containsExactly("pending", "confirmed", "shipped", "delivered");
    }

    private void itIsPaid(String order, JsonNode total) throws Exception {
        Eventually.within(SOON, () -> {
            JsonNode payment =
                    customer.get("/payments/?order_id=" + order).json().at("/items/0");
            assertThat(payment.path("status").asText()).as(payment.toString()).isEqualTo("captured");
            assertThat(payment.path("captured")).isEqualTo(total);
        });
    }

    private void aPartComesBack(String order, String cup) throws Exception {
        String returns = "/orders/" + order + "/returns";
        Map<String, Object> one =
                Map.of("items", List.of(Map.of("product_id", cup, "quantity", 1)), "reason", "Chipped");
        Answer requested = customer.post(returns, one, "Idempotency-Key", Shop.key());
        assertThat(requested.status()).as(requested.toString()).isEqualTo(201);
        for (String status : List.of("accepted", "received")) {
            Answer moved = shop.staff().put(returns + "/" + requested.text("return_id"), Map.of("status", status));
            assertThat(moved.status()).as(moved.toString()).isEqualTo(200);
        }
        stockIs(cup, 9);
        Eventually.within(SOON, () -> {
            Answer known = customer.get(returns);
            assertThat(known.json().at("/items/0/refund/amount").asText())
                    .as(known.toString())
                    .isEqualTo("10.00");
        });
        assertThat(shop.order(order).text("status")).as("the rest is kept").isEqualTo("delivered");
    }

    private Answer setStatus(String order, String status) throws Exception {
        return shop.staff().put("/orders/" + order + "/status", Map.of("status", status));
    }

    private List<String> history(String order) throws Exception {
        return customer.get("/orders/" + order + "/history")
                .json()
                .path("items")
                .findValuesAsText("status");
    }

    @Test
    void rejectsWhatIsNotInStock() throws Exception {
        String rare = shop.createProduct("Rare thing", 1);
        Answer placed = shop.place(Shop.orderOf(Map.of(rare, 2)), Shop.key());
        assertThat(placed.status()).as(placed.toString()).isEqualTo(201);
        assertThat(placed.text("status")).isEqualTo("rejected");
        assertThat(placed.text("reason")).isEqualTo("out_of_stock");
        stockIs(rare, 1);
    }

    @Test
    void takesBackWhatACancelledOrderHeld() throws Exception {
        String product = shop.createProduct("Thing to think twice about", 5);
        String order = shop.place(Shop.orderOf(Map.of(product, 3)), Shop.key()).text("order_id");
        stockIs(product, 2);
        Answer cancelled = customer.post("/orders/" + order + "/cancellation", null, "Prefer", "wait=10");
        assertThat(cancelled.status()).as(cancelled.toString()).isEqualTo(200);
        stockIs(product, 5);
        assertThat(history(order)).containsExactly("pending", "confirmed", "cancelled");
        Eventually.within(SOON, () -> assertThat(customer.get("/payments/?order_id=" + order)
                        .json()
                        .at("/items/0/status")
                        .asText())
                .isEqualTo("voided"));
    }

    @Test
    void rejectsWhatIsNotPaid() throws Exception {
        String product = shop.createProduct("Thing that is too dear", 5);
        Answer placed = shop.place(Shop.paidBy("tok_insufficient_funds", Map.of(product, 2)), Shop.key());
        assertThat(placed.status()).as(placed.toString()).isEqualTo(201);
        assertThat(placed.text("reason")).isEqualTo("payment_declined");
        stockIs(product, 5);
    }

    @Test
    void waitsForTheBuyerWhomTheBankAsks() throws Exception {
        String product = shop.createProduct("Thing that is thought over", 5);
        Answer placed = shop.place(Shop.paidBy("tok_3ds", Map.of(product, 2)), Shop.key());
        assertThat(placed.status()).as(placed.toString()).isEqualTo(202);
        assertThat(placed.json().at("/payment_action/url").asText()).startsWith("http");
        String order = placed.text("order_id");
        assertThat(customer.get("/orders/" + order).json().path("payment_action"))
                .isEqualTo(placed.json().path("payment_action"));
        Answer cancelled = customer.post("/orders/" + order + "/cancellation", null);
        assertThat(cancelled.status()).as(cancelled.toString()).isEqualTo(200);
        assertThat(cancelled.json().has("payment_action")).isFalse();
        stockIs(product, 5);
    }

    @Test
    void letsAGuestOrderAndReadThatOneOrder() throws Exception {
        String product = shop.createProduct("Present", 5);
        Map<String, Object> cart = Map.of("product_id", product, "quantity", 2);
        String cartId = guest.post("/carts/", Map.of()).text("cart_id");
        assertThat(guest.post("/carts/" + cartId + "/items", cart).status()).isEqualTo(200);
        String key = Shop.key();
        Answer placed = guest.post("/orders/", Shop.orderOfCart(cartId), "Idempotency-Key", key, "Prefer", "wait=10");
        assertThat(placed.status()).as(placed.toString()).isEqualTo(201);
        assertThat(placed.text("status")).isEqualTo("confirmed");
        assertThat(placed.json().path("customer_id").isNull()).isTrue();
        String order = "/orders/" + placed.text("order_id");
        String token = placed.text("order_token");

        assertThat(guest.get(order).status()).isEqualTo(401);
        assertThat(guest.get(order, "Order-Token", token + "x").status()).isEqualTo(404);
        assertThat(customer.get(order).status()).isEqualTo(404);
        assertThat(guest.get(order, "Order-Token", token).text("status")).isEqualTo("confirmed");
        assertThat(guest.get(order + "/history", "Authorization", "Bearer " + token)
                        .status())
                .isEqualTo(200);
        Answer other = shop.place(Shop.orderOf(Map.of(product, 1)), Shop.key());
        assertThat(guest.get("/orders/" + other.text("order_id"), "Order-Token", token)
                        .status())
                .isEqualTo(404);
        stockIs(product, 2);
    }

    /** Of somebody who orders nothing meanwhile. */
    @Test
    void walksThroughAllOrdersPageByPage() throws Exception {
        Http buyer = guest.as(platform.accounts().tokenOf(platform.accounts().register()));
        String product = shop.createProduct("Popular thing", 100);
        List<String> placed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Answer answer = buyer.post(
                    "/orders/", Shop.orderOf(Map.of(product, 1)), "Idempotency-Key", Shop.key(), "Prefer", "wait=0");
            placed.add(0, answer.text("order_id"));
        }
        List<String> seen = new ArrayList<>();
        String next = "/orders?limit=2";
        while (next != null) {
            Answer page = buyer.get(next);
            assertThat(page.json().path("items")).hasSizeBetween(1, 2);
            seen.addAll(page.json().path("items").findValuesAsText("order_id"));
            String link = page.header("Link").orElse(null);
            if (link != null) {
                assertThat(link).startsWith("</orders?").endsWith(">; rel=\"next\"");
                assertThat(link).contains(page.text("next"));
            }
            next = link == null ? null : link.substring(1, link.indexOf('>'));
        }
        assertThat(seen).isEqualTo(placed);
    }

    @Test
    void sendsNothingTwiceToAClientThatHasIt() throws Exception {
        String product = shop.createProduct("Unchanging thing", 5);
        String order = shop.place(Shop.orderOf(Map.of(product, 1)), Shop.key()).text("order_id");
        stockIs(product, 4);
        for (String path : List.of("/products/" + product, "/orders/" + order)) {
            String tag = customer.get(path).header("ETag").orElseThrow();
            Answer again = customer.get(path, "If-None-Match", tag);
            assertThat(again.status()).as(again.toString()).isEqualTo(304);
            assertThat(again.response().body()).isEmpty();
        }
        String before = customer.get("/orders/" + order).header("ETag").orElseThrow();
        shop.cancel(order);
        assertThat(customer.get("/orders/" + order, "If-None-Match", before).status())
                .isEqualTo(200);
    }

    @Test
    void passesARequestIdOnAndBack() throws Exception {
        assertThat(guest.get("/products", "X-Request-Id", "my-own-id").header("X-Request-Id"))
                .hasValue("my-own-id");
        assertThat(guest.get("/nowhere").header("X-Request-Id")).isPresent();
    }
}
