package dev.emporium.cart.cart.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cart.Shop;
import dev.emporium.cart.Shop.Reply;
import dev.emporium.platform.security.Role;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a key belongs to, and which ones a guest may use. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CartKeysIT {
    private static final String KEY = "Idempotency-Key";
    private final Shop shop = new Shop();

    @AfterAll
    void close() {
        shop.close();
    }

    @Test
    void aKeyIsTheSameHoweverItAndThePathAreSpelt() {
        UUID cart = shop.cart();
        UUID product = shop.products.sells("1.00", "EUR");
        String key = UUID.randomUUID().toString();
        Reply first = shop.add(cart, product, 2, KEY, key);
        String body = "{\"product_id\": \"%s\", \"quantity\": 2}".formatted(product);
        for (String path : new String[] {"/" + cart + "/items/", upper(cart) + "items"}) {
            Reply again = shop.send("POST", path, body, KEY, '"' + key + '"');
            assertThat(again.status()).as(path).isEqualTo(200);
            assertThat(again.body()).as(path).isEqualTo(first.body());
        }
        assertThat(shop.read(cart).body().at("/items/0/quantity").asInt()).isEqualTo(2);
    }

    private static String upper(UUID cart) {
        return "/" + cart.toString().toUpperCase(Locale.ROOT) + "/";
    }

    @Test
    void twoKeysAreRefused() {
        String key = UUID.randomUUID().toString();
        Reply refused = shop.send("POST", "/", "{}", KEY, key, KEY, key);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/code")).isEqualTo("invalid_idempotency_key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"1\"", "my-first-cart", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void aGuestsKeyThatCanBeGuessedIsRefused(String key) {
        UUID cart = shop.cart();
        UUID product = shop.products.sells("1.00", "EUR");
        for (Reply refused :
                new Reply[] {shop.send("POST", "/", "{}", KEY, key), shop.add(cart, product, 1, KEY, key)}) {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text("/code")).isEqualTo("guessable_idempotency_key");
            assertThat(refused.text("/detail")).contains("22 characters", "UUID of version 4");
        }
        assertThat(shop.read(cart).body().at("/items")).isEmpty();
        String someone = shop.tokens.bearer(UUID.randomUUID(), Role.CUSTOMER);
        assertThat(shop.send("POST", "/", "{}", KEY, key, "Authorization", someone)
                        .status())
                .as("nobody else uses it")
                .isEqualTo(201);
    }

    @Test
    void noKeyIsKeptAsItCame() {
        String key = UUID.randomUUID().toString();
        shop.send("POST", "/", "{}", KEY, key);
        assertThat(shop.database.<Integer, RuntimeException>withHandle(handle -> handle.createQuery(
                                "select count(*) from idempotency_keys k where k::text like '%' || :key || '%'")
                        .bind("key", key)
                        .mapTo(Integer.class)
                        .one()))
                .isZero();
    }
}
