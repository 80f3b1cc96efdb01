package dev.emporium.cart.cart.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cart.Shop;
import dev.emporium.cart.Shop.Reply;
import dev.emporium.platform.testing.Wait;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogueAwayIT {
    private Shop shop;
    private UUID cart;
    private UUID product;

    @BeforeEach
    void fillACart() {
        shop = new Shop();
        cart = shop.cart();
        product = shop.products.sells("10.00", "EUR");
        shop.add(cart, product, 2);
        shop.products.sells(product, "12.00", "EUR", "active");
        shop.read(cart);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void answersWithTheLastKnownPricesAndSaysSo() throws Throwable {
        shop.products.answers(503);
        assertLastKnown(shop.read(cart));

        shop.products.answers(200);
        Wait.until(() -> {
            Reply back = shop.read(cart);
            assertThat(back.text("/prices")).isEqualTo("live");
            assertThat(back.body().at("/items/0/available").asInt()).isEqualTo(7);
        });
    }

    @Test
    void answersWithinTheTimeOutsOfAProductServiceThatHangs() {
        shop.products.hangs(true);
        long start = System.nanoTime();
        assertLastKnown(shop.read(cart));
        // it hangs for a minute, and whoever waited for it would have its prices
        assertThat((System.nanoTime() - start) / 1_000_000_000).isLessThan(30);
    }

    @Test
    void answersWithoutAProductServiceAtAll() {
        shop.products.close();
        assertLastKnown(shop.read(cart));
    }

    @Test
    void asksNoMoreWhileTheCatalogueKeepsFailing() {
        shop.products.answers(500);
        for (int i = 0; i < 15; i++) {
            assertLastKnown(shop.read(cart));
        }
        shop.products.calls();
        for (int i = 0; i < 5; i++) {
            assertLastKnown(shop.read(cart));
        }
        assertThat(shop.products.calls()).hasSizeLessThan(5);
    }

    @Test
    void changesWhatIsThereAndRefusesWhatIsNew() {
        shop.products.answers(503);

        Reply set = shop.set(cart, product, 5);
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.text("/total/amount")).isEqualTo("60.00");
        assertThat(set.body().at("/items/0/price_changed").asBoolean())
                .as("the customer has seen the last known price")
                .isFalse();
        assertThat(shop.add(cart, product, 1).body().at("/items/0/quantity").asInt())
                .isEqualTo(6);

        Reply refused = shop.add(cart, UUID.randomUUID(), 1);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text("/code")).isEqualTo("product_service_unavailable");
        assertThat(refused.response().headers().firstValue("Retry-After")).hasValue("1");

        assertThat(shop.remove(cart, product).status()).isEqualTo(204);
        assertThat(shop.read(cart).text("/prices")).isEqualTo("live");
    }

    @Test
    void repeatsAnAnswerThatItGaveWhileTheCatalogueWasThere() {
        UUID late = shop.products.sells("1.00", "EUR");
        String key = UUID.randomUUID().toString();
        Reply first = shop.add(cart, late, 1, "Idempotency-Key", key);
        shop.remove(cart, late);
        shop.products.answers(503);

        assertThat(shop.add(cart, late, 1, "Idempotency-Key", key).body()).isEqualTo(first.body());
    }

    @Test
    void takesAnAnswerThatMakesNoSenseForNone() {
        shop.products.talksNonsense();
        shop.products.sells(product, "ten", "EUR", "active");
        assertLastKnown(shop.read(cart));
    }

    private static void assertLastKnown(Reply read) {
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.text("/prices")).isEqualTo("last_known");
        assertThat(read.text("/items/0/unit_price/amount")).isEqualTo("12.00");
        assertThat(read.text("/items/0/name")).startsWith("Thing ");
        assertThat(read.body().at("/items/0/price_changed").asBoolean()).isTrue();
        assertThat(read.body().at("/items/0/available").isNull()).isTrue();
        assertThat(read.text("/total/amount")).isEqualTo("24.00");
    }
}
