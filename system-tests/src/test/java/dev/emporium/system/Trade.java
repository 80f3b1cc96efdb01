package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.system.Http.Answer;
import java.util.Map;
import java.util.UUID;

/** A short day in the shop, in which each thing happens that is measured: what goes well, and what does not. */
final class Trade {
    private final Platform platform;
    private final Shop shop;

    Trade(Platform platform) {
        this.platform = platform;
        this.shop = Shop.at(platform);
    }

    /** @return an order that was delivered and partly paid back */
    String day() throws Exception {
        String product = shop.createProduct("Thing", 20);
        String order = buyFromCart(product);
        decided(Shop.paidBy("tok_declined", Map.of(product, 1)), "payment_declined");
        decided(Shop.orderOf(Map.of(product, 100)), "out_of_stock");
        Answer asked = shop.place(Shop.paidBy("tok_3ds", Map.of(product, 1)), Shop.key());
        assertThat(asked.json().at("/payment_action/url").asText())
                .as(asked.toString())
                .isNotEmpty();
        shop.cancel(asked.text("order_id"));
        String cancelled =
                shop.place(Shop.orderOf(Map.of(product, 1)), Shop.key()).text("order_id");
        shop.cancel(cancelled);
        shop.deliver(order);
        String payment = shop.paymentOf(order);
        Answer refunded = shop.staff()
                .post(
                        "/payments/" + payment + "/refunds",
                        Map.of("amount", Map.of("amount", "1.00", "currency", "EUR")),
                        "Idempotency-Key",
                        Shop.key());
        assertThat(refunded.status()).as(refunded.toString()).isEqualTo(201);
        platform.sendWhatCannotBeApplied(UUID.randomUUID().toString(), Shop.key());
        platform.sendRefundOfNothing(cancelled);
        shop.customer().get("/notifications/");
        shop.guest().get("/products/none");
        return order;
    }

    private String buyFromCart(String product) throws Exception {
        String cart = shop.customer().post("/carts/", Map.of()).text("cart_id");
        shop.customer().post("/carts/" + cart + "/items", Map.of("product_id", product, "quantity", 2));
        Answer placed = shop.place(Shop.orderOfCart(cart), Shop.key());
        assertThat(placed.text("status")).as(placed.toString()).isEqualTo("confirmed");
        return placed.text("order_id");
    }

    private void decided(Map<String, Object> order, String reason) throws Exception {
        Answer rejected = shop.place(order, Shop.key());
        assertThat(rejected.text("reason")).as(rejected.toString()).isEqualTo(reason);
    }
}
