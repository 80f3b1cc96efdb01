package dev.emporium.cart.cart.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cart.Shop;
import dev.emporium.cart.Shop.Reply;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A cart's tag: of what it looks like, and for whoever means to change what they have seen. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CartTagsIT {
    private final Shop shop = new Shop();
    private UUID cart;
    private UUID product;

    @AfterAll
    void close() {
        shop.close();
    }

    @BeforeEach
    void aCart() {
        cart = shop.cart();
        product = shop.products.sells("4.00", "EUR");
        shop.add(cart, product, 2);
    }

    private static String tag(Reply reply) {
        return reply.response().headers().firstValue("ETag").orElseThrow();
    }

    @Test
    void whatLooksTheSameIsNotSentAgain() {
        String tag = tag(shop.read(cart));
        assertThat(shop.read(cart, "If-None-Match", tag).status()).isEqualTo(304);
        shop.products.sells(product, "5.00", "EUR", "active");
        Reply dearer = shop.read(cart, "If-None-Match", tag);
        assertThat(dearer.status()).isEqualTo(200);
        assertThat(tag(dearer)).isNotEqualTo(tag);
    }

    @Test
    void whoHasSeenAnotherCartChangesNothing() {
        String seen = tag(shop.read(cart));
        shop.set(cart, product, 3);
        for (Reply late : new Reply[] {
            shop.add(cart, product, 1, "If-Match", seen),
            shop.set(cart, product, 1, "If-Match", seen),
            shop.save(cart, product, 1, "If-Match", seen),
            shop.remove(cart, product, "If-Match", seen),
            shop.send("DELETE", "/" + cart, null, "If-Match", seen),
            shop.set(cart, product, 1, "If-Match", "W/" + tag(shop.read(cart))),
            shop.set(cart, product, 1, "If-Match", "nonsense"),
            shop.set(cart, product, 1, "If-Match", "\"99" + "-a".repeat(7_000) + "\"")
        }) {
            assertThat(late.status()).isEqualTo(412);
            assertThat(late.text("/code")).isEqualTo("stale");
        }
        assertThat(shop.read(cart).body().at("/items/0/quantity").asInt()).isEqualTo(3);
        assertThat(shop.add(UUID.randomUUID(), product, 1, "If-Match", seen).status())
                .as("a cart that is not there")
                .isEqualTo(404);
    }

    @Test
    void anotherPriceHoldsUpNobody() {
        String seen = tag(shop.read(cart));
        shop.products.sells(product, "5.00", "EUR", "active");
        shop.read(cart);
        Reply set = shop.set(cart, product, 5, "If-Match", "\"1-a\", " + seen);
        assertThat(set.status()).isEqualTo(200);
        assertThat(shop.add(cart, product, 1, "If-Match", tag(set)).status())
                .as("by the tag that came with a change")
                .isEqualTo(200);
        assertThat(shop.remove(cart, product, "If-Match", "*").status()).isEqualTo(204);
    }

    @Test
    void eachChangeIsAnotherVersionEvenIfTheClockIsSetBack() {
        shop.database.useHandle(handle ->
                handle.execute("update carts set updated_at = now() + interval '1 hour' where cart_id = ?", cart));
        String seen = tag(shop.read(cart));
        assertThat(shop.add(cart, product, 1, "If-Match", seen).status()).isEqualTo(200);
        assertThat(shop.add(cart, product, 1, "If-Match", seen).status()).isEqualTo(412);
    }
}
