package dev.emporium.cart.cart.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cart.Shop;
import dev.emporium.cart.Shop.Reply;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CartRefusalsIT {
    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = new Shop();
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void refusesWhatCannotBeBought() {
        UUID cart = shop.cart();
        UUID draft = UUID.randomUUID();
        shop.products.sells(draft, "1.00", "EUR", "draft");
        assertRefused(shop.add(cart, draft, 1), 422, "unknown_product");
        assertRefused(shop.add(cart, UUID.randomUUID(), 1), 422, "unknown_product");
        assertRefused(shop.set(cart, UUID.randomUUID(), 1), 422, "unknown_product");

        shop.add(cart, shop.products.sells("1.00", "EUR"), 1);
        assertRefused(shop.add(cart, shop.products.sells("1.00", "USD"), 1), 422, "currency_mismatch");
        assertRefused(shop.set(cart, shop.products.sells("100", "JPY"), 1), 422, "currency_mismatch");
        assertThat(shop.read(cart).body().at("/items")).hasSize(1);
    }

    @Test
    void takesNoPricesThatCannotBeAddedUp() {
        UUID cart = shop.cart();
        UUID product = shop.products.sells("99999999999999.99", "EUR");
        assertRefused(shop.add(cart, product, 999), 422, "total_too_large");
        assertRefused(shop.set(cart, product, 999), 422, "total_too_large");
        assertRefused(shop.save(cart, product, 999), 422, "total_too_large");
        assertThat(shop.read(cart).body().at("/items")).isEmpty();
        assertThat(shop.read(cart).body().at("/saved")).isEmpty();
    }

    @Test
    void takesLessOfWhatIsNoMoreOnSaleAndNotMore() {
        UUID cart = shop.cart();
        UUID gone = shop.products.sells("4.00", "EUR");
        shop.add(cart, gone, 5);
        shop.products.forgets(gone);
        Reply reduced = shop.set(cart, gone, 2);
        assertThat(reduced.status()).as("%s", reduced.body()).isEqualTo(200);
        assertThat(reduced.text("/items/0/quantity")).isEqualTo("2");
        assertThat(reduced.text("/items/0/unavailable")).isEqualTo("not_on_sale");
        assertThat(reduced.text("/total/amount")).isEqualTo("8.00");
        assertRefused(shop.set(cart, gone, 3), 422, "unknown_product");
        assertRefused(shop.add(cart, gone, 1), 422, "unknown_product");
        assertThat(shop.save(cart, gone, 1).text("/saved/0/quantity")).isEqualTo("1");
        assertRefused(shop.save(cart, gone, 2), 422, "unknown_product");
        assertRefused(shop.set(cart, gone, 1), 422, "unknown_product");
        assertThat(shop.read(cart).body().at("/items")).isEmpty();
        assertThat(shop.remove(cart, gone).status()).isEqualTo(204);
    }

    @Test
    void knowsNoCartButItsOwn() {
        UUID product = shop.products.sells("1.00", "EUR");
        for (UUID cart : List.of(UUID.randomUUID(), new UUID(0, 0))) {
            assertRefused(shop.read(cart), 404, "not_found");
            assertRefused(shop.add(cart, product, 1), 404, "not_found");
            assertRefused(shop.set(cart, product, 1), 404, "not_found");
            assertRefused(shop.remove(cart, product), 404, "not_found");
            assertRefused(shop.send("DELETE", "/" + cart, null), 404, "not_found");
        }
        assertRefused(shop.send("GET", "/1", null), 404, "not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"product_id\": \"ID\"}",
                "{\"product_id\": \"ID\", \"quantity\": 0}",
                "{\"product_id\": \"ID\", \"quantity\": -1}",
                "{\"product_id\": \"ID\", \"quantity\": 1000}",
                "{\"product_id\": \"ID\", \"quantity\": 1.5}",
                "{\"product_id\": \"ID\", \"quantity\": \"1\"}",
                "{\"product_id\": \"ID\", \"quantity\": 99999999999}",
                "{\"product_id\": \"ID\", \"quantity\": null}",
                "{\"product_id\": \"x\", \"quantity\": 1}",
                "{\"product_id\": \"ID\", \"quantity\": 1, \"price\": \"0.01\"}",
                "[]",
                "7"
            })
    void refusesAnItemThatIsNone(String body) {
        String filled = body.replace("ID", shop.products.sells("1.00", "EUR").toString());
        UUID cart = shop.cart();
        assertRefused(shop.send("POST", "/" + cart + "/items", filled), 422, "invalid");
    }

    @Test
    void refusesACartThatIsNone() {
        assertRefused(shop.send("POST", "/", "{\"user_id\": \"me\"}"), 422, "invalid");
        assertRefused(shop.send("POST", "/", "{\"total\": 1}"), 422, "invalid");
        assertRefused(shop.send("POST", "/", "{"), 400, "malformed_json");
        assertRefused(shop.send("POST", "/", "null"), 400, "body_required");
        assertRefused(shop.send("POST", "/" + shop.cart() + "/items", null), 400, "body_required");
    }

    private static void assertRefused(Reply reply, int status, String code) {
        JsonNode problem = reply.body();
        assertThat(reply.status()).as("%s", problem).isEqualTo(status);
        assertThat(problem.at("/code").asText()).isEqualTo(code);
    }
}
