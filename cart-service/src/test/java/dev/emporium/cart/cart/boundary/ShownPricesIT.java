package dev.emporium.cart.cart.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cart.Shop;
import dev.emporium.cart.Shop.Reply;
import dev.emporium.platform.security.Role;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a cart remembers of what it has shown: an order is held to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShownPricesIT {
    private final Shop shop = new Shop();
    private UUID cart;
    private UUID product;
    private UUID other;

    @AfterAll
    void close() {
        shop.close();
    }

    @BeforeEach
    void aCart() {
        cart = shop.cart();
        product = shop.products.sells("4.00", "EUR");
        other = shop.products.sells("1.00", "EUR");
        shop.add(cart, product, 2);
    }

    private String shown(UUID cartId, String... headers) {
        Reply reply = shop.send("GET", "/" + cartId + "?prices=last_known", null, headers);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text("/prices")).isEqualTo("last_known");
        return reply.text("/total/amount") + " " + reply.text("/total/currency");
    }

    @Test
    void tellsWhatItShowedLastAndToTellShowsNothing() {
        shop.products.sells(product, "5.00", "EUR", "active");
        shop.products.calls();
        for (int i = 0; i < 2; i++) {
            assertThat(shown(cart)).isEqualTo("8.00 EUR");
        }
        assertThat(shop.products.calls()).isEmpty();
        assertThat(shop.read(cart).text("/total/amount")).isEqualTo("10.00");
        assertThat(shown(cart)).isEqualTo("10.00 EUR");
        shop.products.sells(product, "3.00", "EUR", "active");
        assertThat(shop.read(cart).text("/total/amount")).isEqualTo("6.00");
        assertThat(shown(cart)).isEqualTo("6.00 EUR");
    }

    @Test
    void whoSeesNoCartIsNotShownItsPrices() {
        shop.products.sells(product, "5.00", "EUR", "active");
        Reply head = shop.send("HEAD", "/" + cart, null);
        assertThat(head.status()).isEqualTo(200);
        assertThat(shown(cart)).as("after HEAD").isEqualTo("8.00 EUR");
        assertThat(shop.read(cart, "If-None-Match", "*").status()).isEqualTo(304);
        assertThat(shown(cart)).as("after a 304 for whatever there is").isEqualTo("8.00 EUR");
    }

    @Test
    void whoHasTheCartAlreadyGoesOnSeeingIt() {
        shop.products.sells(product, "5.00", "EUR", "active");
        Reply seen = shop.read(cart);
        shop.products.sells(product, "6.00", "EUR", "active");
        assertThat(shop.read(cart).text("/total/amount")).isEqualTo("12.00");
        shop.products.sells(product, "5.00", "EUR", "active");
        String tag = seen.response().headers().firstValue("ETag").orElseThrow();
        assertThat(shop.read(cart, "If-None-Match", tag).status()).isEqualTo(304);
        assertThat(shown(cart)).isEqualTo("10.00 EUR");
    }

    @Test
    void staysInItsCurrency() {
        shop.products.sells(product, "12.00", "USD", "active");
        assertThat(shop.read(cart).text("/total/amount")).isEqualTo("8.00");
        assertThat(shown(cart)).isEqualTo("8.00 EUR");
    }

    @Test
    void everyAnswerWithTheCartShowsIt() {
        shop.products.sells(product, "5.00", "EUR", "active");
        assertThat(shop.add(cart, other, 1).text("/total/amount")).isEqualTo("11.00");
        assertThat(shown(cart)).as("after adding").isEqualTo("11.00 EUR");
        shop.products.sells(product, "6.00", "EUR", "active");
        assertThat(shop.set(cart, other, 2).text("/total/amount")).isEqualTo("14.00");
        assertThat(shown(cart)).as("after setting").isEqualTo("14.00 EUR");

        String[] asMe = {"Authorization", shop.tokens.bearer(UUID.randomUUID(), Role.CUSTOMER)};
        UUID mine = shop.cartOf(asMe);
        shop.add(mine, product, 1, asMe);
        shop.products.sells(product, "7.00", "EUR", "active");
        assertThat(shop.merge(cart, null, asMe).text("/total/amount")).isEqualTo("23.00");
        assertThat(shown(mine, asMe)).as("after merging").isEqualTo("23.00 EUR");
    }

    @Test
    void whatIsShownWithoutTheCatalogueIsWhatWasShown() {
        shop.products.sells(product, "5.00", "EUR", "active");
        shop.products.answers(503);
        try {
            assertThat(shop.read(cart).text("/total/amount")).isEqualTo("8.00");
            assertThat(shown(cart)).isEqualTo("8.00 EUR");
        } finally {
            shop.products.answers(200);
        }
    }

    @Test
    void whatIsShownWhileSomebodyChangesTheCartIsRememberedToo() {
        shop.products.sells(product, "3.00", "EUR", "active");
        CompletableFuture<Reply> read = shop.database.inTransaction(transaction -> {
            transaction.execute("select from carts where cart_id = ? for update", cart);
            CompletableFuture<Reply> waiting = CompletableFuture.supplyAsync(() -> shop.read(cart));
            while (transaction
                    .createQuery("select count(*) from pg_locks where not granted")
                    .mapTo(Integer.class)
                    .one()
                    .equals(0)) {
                assertThat(waiting).as("it waits").isNotDone();
            }
            return waiting;
        });
        assertThat(read.orTimeout(60, TimeUnit.SECONDS).join().text("/total/amount"))
                .isEqualTo("6.00");
        assertThat(shown(cart)).isEqualTo("6.00 EUR");
    }
}
