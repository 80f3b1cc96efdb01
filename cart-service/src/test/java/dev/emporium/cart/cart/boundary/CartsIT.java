package dev.emporium.cart.cart.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cart.Shop;
import dev.emporium.cart.Shop.Reply;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CartsIT {
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
    void createsAnEmptyCartAtAnAddressOfItsOwn() {
        Reply made = shop.send("POST", "/", "{}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.response().headers().firstValue("Location")).hasValue("/shop/carts/" + made.text("/cart_id"));
        assertThat(made.body().at("/items")).isEmpty();
        assertThat(made.body().at("/total").isNull()).isTrue();
        assertThat(made.body().at("/currency").isNull()).isTrue();
        assertThat(made.text("/prices")).isEqualTo("live");
        assertThat(shop.read(UUID.fromString(made.text("/cart_id"))).body()).isEqualTo(made.body());
    }

    @Test
    void createsAGuestsCartWithAndWithoutABody() {
        for (String body : new String[] {"{}", "", null, "{\"user_id\": null}"}) {
            Reply made = shop.send("POST", "/", body);
            assertThat(made.status()).isEqualTo(201);
            assertThat(made.body().at("/user_id").isNull()).isTrue();
        }
    }

    @Test
    void addsSetsAndRemovesItemsInTheOrderTheyCame() {
        UUID cart = shop.cart();
        UUID first = shop.products.sells("19.99", "EUR");
        UUID second = shop.products.sells("0.01", "EUR");

        assertThat(shop.add(cart, first, 2).status()).isEqualTo(200);
        shop.add(cart, second, 1);
        Reply added = shop.add(cart, first, 3);
        assertThat(ids(added)).containsExactly(first, second);
        assertThat(added.body().at("/items/0/quantity").asInt()).isEqualTo(5);
        assertThat(added.text("/items/0/line_total/amount")).isEqualTo("99.95");
        assertThat(added.text("/total/amount")).isEqualTo("99.96");
        assertThat(added.text("/currency")).isEqualTo("EUR");
        Reply read = shop.read(cart);
        assertThat(read.body().at("/items/0/available").asInt()).isEqualTo(7);
        assertThat(withoutStock(read)).isEqualTo(withoutStock(added));

        Reply set = shop.set(cart, first, 1);
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.body().at("/items/0/quantity").asInt()).isEqualTo(1);

        assertThat(shop.remove(cart, first).status()).isEqualTo(204);
        assertThat(shop.remove(cart, first).status()).isEqualTo(204);
        assertThat(shop.set(cart, first, 4).status()).isEqualTo(200);
        assertThat(ids(shop.read(cart))).containsExactly(second, first);

        assertThat(shop.send("DELETE", "/" + cart, null).status()).isEqualTo(204);
        assertThat(shop.read(cart).body().at("/items")).isEmpty();
    }

    @Test
    void asksTheCatalogueOncePerUseHoweverFullTheCart() {
        UUID cart = shop.cart();
        for (int i = 0; i < 5; i++) {
            shop.add(cart, shop.products.sells("1.00", "EUR"), 1);
        }
        shop.products.calls();

        List<UUID> products = ids(shop.read(cart));
        assertThat(shop.products.calls()).singleElement(list(UUID.class)).containsExactlyInAnyOrderElementsOf(products);

        shop.add(cart, products.get(2), 1);
        assertThat(shop.products.calls()).singleElement(list(UUID.class)).containsExactlyInAnyOrderElementsOf(products);

        shop.read(shop.cart());
        assertThat(shop.products.calls()).isEmpty();
    }

    @Test
    void saysWhenAPriceHasChangedUntilTheCustomerTouchesTheItem() {
        UUID cart = shop.cart();
        UUID product = shop.products.sells("10.00", "EUR");
        Reply before = shop.add(cart, product, 2);
        assertThat(before.body().at("/items/0/price_changed").asBoolean()).isFalse();

        shop.products.sells(product, "12.50", "EUR", "active");
        for (int i = 0; i < 2; i++) {
            Reply after = shop.read(cart);
            assertThat(after.body().at("/items/0/price_changed").asBoolean()).isTrue();
            assertThat(after.text("/total/amount")).isEqualTo("25.00");
            assertThat(after.text("/updated_at")).isEqualTo(before.text("/updated_at"));
        }

        assertThat(shop.set(cart, product, 2)
                        .body()
                        .at("/items/0/price_changed")
                        .asBoolean())
                .isFalse();
        assertThat(shop.read(cart).body().at("/items/0/price_changed").asBoolean())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"draft, EUR", "discontinued, EUR", "active, USD", "gone, EUR"})
    void keepsWhatIsNotOnSaleAnyMoreAndSaysThatNoneIsAvailable(String status, String currency) {
        UUID cart = shop.cart();
        UUID product = shop.products.sells("10.00", "EUR");
        shop.add(cart, product, 2);
        if (status.equals("gone")) {
            shop.products.forgets(product);
        } else {
            shop.products.sells(product, "11.00", currency, status);
        }

        Reply read = shop.read(cart);
        assertThat(read.text("/prices")).isEqualTo("live");
        assertThat(read.body().at("/items/0/available").asInt(-1)).isZero();
        assertThat(read.text("/total/amount")).isEqualTo("20.00");
    }

    private static List<UUID> ids(Reply cart) {
        return cart.body().at("/items").findValuesAsText("product_id").stream()
                .map(UUID::fromString)
                .toList();
    }

    /** How many there are is asked for by who reads the cart, and not for a change. */
    private static JsonNode withoutStock(Reply cart) {
        JsonNode body = cart.body().deepCopy();
        body.path("items").forEach(item -> ((ObjectNode) item).remove("available"));
        return body;
    }
}
