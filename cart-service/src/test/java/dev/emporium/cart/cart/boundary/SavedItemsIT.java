package dev.emporium.cart.cart.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cart.Shop;
import dev.emporium.cart.Shop.Reply;
import dev.emporium.cart.cart.control.OrderedItems;
import dev.emporium.cart.cart.entity.CartRepository;
import dev.emporium.platform.security.Role;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What customers put aside for later. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SavedItemsIT {
    private final Shop shop = new Shop("127.0.0.1:1", "limits.products=4", "limits.ofOne=9");
    private UUID cart;
    private UUID bought;
    private UUID later;

    @AfterAll
    void close() {
        shop.close();
    }

    @BeforeEach
    void aCart() {
        cart = shop.cart();
        bought = shop.products.sells("4.00", "EUR");
        later = shop.products.sells("10.00", "EUR");
        shop.add(cart, bought, 2);
        shop.add(cart, later, 3);
        assertThat(shop.save(cart, later, 3).status()).isEqualTo(200);
    }

    private static List<String> lines(Reply reply, String list) {
        return StreamSupport.stream(reply.body().path(list).spliterator(), false)
                .map((JsonNode item) -> item.path("product_id").asText() + " " + item.path("quantity"))
                .toList();
    }

    private void assertLines(Reply reply, List<String> items, List<String> saved) {
        assertThat(lines(reply, "items")).isEqualTo(items);
        assertThat(lines(reply, "saved")).isEqualTo(saved);
    }

    @Test
    void areShownAndInNoTotal() {
        Reply read = shop.read(cart);
        assertLines(read, List.of(bought + " 2"), List.of(later + " 3"));
        assertThat(read.text("/total/amount")).isEqualTo("8.00");
        assertThat(read.text("/saved/0/unit_price/amount")).isEqualTo("10.00");
        assertThat(read.body().at("/saved/0/available").asInt()).isEqualTo(7);
    }

    @Test
    void comeBackByQuantityAndByBeingAdded() {
        assertLines(shop.set(cart, later, 1), List.of(bought + " 2", later + " 1"), List.of());
        shop.save(cart, later, 2);
        assertLines(shop.add(cart, later, 1), List.of(bought + " 2", later + " 3"), List.of());
    }

    @Test
    void surviveAnOrderAndClearing() {
        shop.database.useTransaction(transaction -> new OrderedItems(new CartRepository())
                .takeOut(
                        transaction,
                        List.of(new OrderedItems.Line(cart, bought, 2), new OrderedItems.Line(cart, later, 3))));
        assertLines(shop.read(cart), List.of(), List.of(later + " 3"));
        shop.add(cart, bought, 1);
        shop.send("DELETE", "/" + cart, null);
        assertLines(shop.read(cart), List.of(), List.of(later + " 3"));
        shop.remove(cart, later);
        assertLines(shop.read(cart), List.of(), List.of());
    }

    @Test
    void moveWithWhatTheCartRemembersWhileTheCatalogueIsAway() {
        shop.products.answers(503);
        try {
            assertLines(shop.set(cart, later, 4), List.of(bought + " 2", later + " 4"), List.of());
            assertLines(shop.save(cart, bought, 1), List.of(later + " 4"), List.of(bought + " 1"));
            assertThat(shop.save(cart, UUID.randomUUID(), 1).text("/code")).isEqualTo("product_service_unavailable");
        } finally {
            shop.products.answers(200);
        }
    }

    @Test
    void countAmongWhatACartHolds() {
        shop.save(cart, shop.products.sells("1.00", "EUR"), 1);
        shop.add(cart, shop.products.sells("1.00", "EUR"), 1);
        UUID fifth = shop.products.sells("1.00", "EUR");
        for (Reply refused : List.of(shop.add(cart, fifth, 1), shop.save(cart, fifth, 1))) {
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.text("/code")).isEqualTo("cart_full");
        }
        for (Reply refused : List.of(shop.add(cart, bought, 8), shop.save(cart, later, 10))) {
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.text("/code")).isEqualTo("quantity_too_large");
        }
        assertThat(shop.save(cart, UUID.randomUUID(), 1).text("/code")).isEqualTo("unknown_product");
    }

    @Test
    void goAlongWhenCartsAreMerged() {
        String[] asMe = {"Authorization", shop.tokens.bearer(UUID.randomUUID(), Role.CUSTOMER)};
        UUID mine = shop.cartOf(asMe);
        UUID both = shop.products.sells("1.00", "EUR");
        shop.save(mine, both, 1, asMe);
        shop.save(mine, bought, 1, asMe);
        shop.save(cart, both, 5);
        assertLines(shop.merge(cart, mine, asMe), List.of(bought + " 2"), List.of(both + " 1", later + " 3"));
    }

    @Test
    void takeNoRoomFromWhatIsTheSameInTheOtherCart() {
        String[] asMe = {"Authorization", shop.tokens.bearer(UUID.randomUUID(), Role.CUSTOMER)};
        UUID mine = shop.cartOf(asMe);
        shop.add(cart, shop.products.sells("1.00", "EUR"), 1);
        UUID newest = shop.products.sells("1.00", "EUR");
        shop.add(cart, newest, 5);
        for (UUID saved : List.of(newest, later, shop.products.sells("1.00", "EUR"))) {
            assertThat(shop.save(mine, saved, 1, asMe).status()).isEqualTo(200);
        }

        Reply merged = shop.merge(cart, mine, asMe);

        assertThat(lines(merged, "items")).containsExactly(bought + " 2", newest + " 5");
        assertThat(lines(merged, "saved")).hasSize(2).contains(later + " 1");
    }
}
