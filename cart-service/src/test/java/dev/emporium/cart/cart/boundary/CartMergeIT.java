package dev.emporium.cart.cart.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cart.Shop;
import dev.emporium.cart.Shop.Reply;
import dev.emporium.platform.security.Role;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CartMergeIT {
    private static Shop shop;

    private final UUID me = UUID.randomUUID();
    private final String[] asMe = {"Authorization", shop.tokens.bearer(me, Role.CUSTOMER)};
    private final String[] asOther = {"Authorization", shop.tokens.bearer(UUID.randomUUID(), Role.CUSTOMER)};

    @BeforeAll
    static void open() {
        shop = new Shop();
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void givesAGuestsCartToWhoHasNone() {
        UUID guest = shop.cart();
        UUID product = put(guest, 2);

        Reply merged = shop.merge(guest, null, asMe);

        assertMerged(merged, guest);
        assertThat(merged.text("/user_id")).isEqualTo(me.toString());
        assertThat(items(merged)).containsExactly(product + " 2");
        assertThat(shop.read(guest).status()).isEqualTo(404);
        assertThat(shop.merge(guest, null, asMe).body()).as("again").isEqualTo(merged.body());
    }

    @Test
    void addsUpQuantitiesUpToWhatIsAllowed() {
        UUID mine = shop.cartOf(asMe);
        UUID guest = shop.cart();
        UUID onlyMine = put(mine, 1, asMe);
        UUID both = put(mine, 2, asMe);
        UUID many = put(mine, 999, asMe);
        shop.add(guest, many, 999);
        UUID onlyGuests = put(guest, 4);
        shop.add(guest, both, 3);

        Reply merged = shop.merge(guest, null, asMe);

        assertMerged(merged, mine);
        assertThat(items(merged)).containsExactly(onlyMine + " 1", both + " 5", many + " 999", onlyGuests + " 4");
        assertThat(merged.text("/prices")).isEqualTo("live");
        assertThat(shop.read(mine, asMe).body()).isEqualTo(merged.body());
        assertThat(shop.read(guest).status()).isEqualTo(404);
        assertThat(shop.merge(guest, null, asMe).status()).as("again").isEqualTo(404);
    }

    @Test
    void keepsTheOldestOfMoreProductsThanACartHolds() {
        UUID mine = shop.cartOf(asMe);
        UUID guest = shop.cart();
        IntStream.range(0, 98).forEach(i -> put(mine, 1, asMe));
        UUID last = put(mine, 1, asMe);
        UUID first = put(guest, 1);
        shop.add(guest, last, 1);
        put(guest, 1);

        Reply merged = shop.merge(guest, null, asMe);

        assertThat(items(merged)).hasSize(100).contains(last + " 2").endsWith(first + " 1");
        assertThat(shop.read(guest).status()).isEqualTo(404);
    }

    @Test
    void takesTheCartThatWasChangedLastUnlessOneIsNamed() {
        UUID older = shop.cartOf(asMe);
        UUID newer = shop.cartOf(asMe);
        put(older, 1, asMe);
        UUID one = shop.cart();
        UUID product = put(one, 1);
        assertMerged(shop.merge(one, null, asMe), older);

        UUID two = shop.cart();
        shop.add(two, product, 1);
        assertMerged(shop.merge(two, newer, asMe), newer);
        assertThat(items(shop.read(newer, asMe))).containsExactly(product + " 1");
    }

    @Test
    void leavesACartThatIsTheCallersOwnAsItIs() {
        UUID mine = shop.cartOf(asMe);
        UUID other = shop.cartOf(asMe);
        put(mine, 1, asMe);
        Reply before = shop.read(mine, asMe);
        for (UUID into : new UUID[] {null, mine, other}) {
            Reply merged = shop.merge(mine, into, asMe);
            assertMerged(merged, mine);
            assertThat(merged.body()).isEqualTo(before.body());
        }
        UUID guest = shop.cart();
        assertMerged(shop.merge(guest, guest, asMe), guest);
        assertThat(shop.read(guest).status()).as("still a guest's").isEqualTo(200);
    }

    @Test
    void refusesAnotherCurrencyUnlessThereIsNothingInTheCart() {
        UUID mine = shop.cartOf(asMe);
        UUID euros = put(mine, 1, asMe);
        UUID guest = shop.cart();
        UUID yen = shop.products.sells("100", "JPY");
        shop.add(guest, yen, 1);

        Reply refused = shop.merge(guest, null, asMe);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/code")).isEqualTo("currency_mismatch");
        assertThat(items(shop.read(guest))).containsExactly(yen + " 1");
        assertThat(items(shop.read(mine, asMe))).containsExactly(euros + " 1");

        shop.remove(mine, euros, asMe);
        assertThat(items(shop.merge(guest, null, asMe))).containsExactly(yen + " 1");
        assertMerged(shop.merge(shop.cart(), null, asMe), mine);
    }

    @Test
    void somebodyElsesCartIsNoCartOnEitherSide() {
        UUID theirs = shop.cartOf(asOther);
        UUID product = put(theirs, 1, asOther);
        UUID mine = shop.cartOf(asMe);
        UUID guest = shop.cart();
        put(guest, 1);

        for (Reply refused : List.of(
                shop.merge(theirs, mine, asMe),
                shop.merge(theirs, theirs, asMe),
                shop.merge(guest, theirs, asMe),
                shop.merge(mine, theirs, asMe),
                shop.merge(guest, shop.cart(), asMe),
                shop.merge(guest, UUID.randomUUID(), asMe),
                shop.merge(UUID.randomUUID(), mine, asMe))) {
            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.text("/code")).isEqualTo("not_found");
        }
        assertThat(items(shop.read(theirs, asOther))).containsExactly(product + " 1");
        assertThat(items(shop.read(guest))).hasSize(1);
        assertThat(items(shop.read(mine, asMe))).isEmpty();
    }

    @Test
    void needsSomebodyWhoHasSignedInAndABodyThatIsOne() {
        UUID guest = shop.cart();
        Reply refused = shop.merge(guest, null);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.response().headers().firstValue("WWW-Authenticate")).isPresent();
        for (String body : List.of("{\"into\": \"x\"}", "{\"user_id\": \"%s\"}".formatted(me), "[]")) {
            assertThat(shop.send("POST", "/" + guest + "/merge", body, asMe).status())
                    .as(body)
                    .isEqualTo(422);
        }
        assertThat(shop.send("POST", "/" + guest + "/merge", "{}", asMe).status())
                .isEqualTo(200);
    }

    @Test
    void mergesOncePerKey() {
        UUID mine = shop.cartOf(asMe);
        UUID guest = shop.cart();
        put(guest, 2);
        String[] keyed = Stream.concat(Stream.of(asMe), Stream.of("Idempotency-Key", "merge-1"))
                .toArray(String[]::new);

        Reply merged = shop.merge(guest, null, keyed);
        Reply again = shop.merge(guest, null, keyed);

        assertMerged(merged, mine);
        assertMerged(again, mine);
        assertThat(again.body()).isEqualTo(merged.body());
        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(shop.merge(guest, mine, keyed).text("/code")).isEqualTo("idempotency_key_reused");
    }

    @Test
    void mergesWhileTheCatalogueIsAway() {
        UUID mine = shop.cartOf(asMe);
        UUID guest = shop.cart();
        UUID product = put(guest, 2);
        shop.products.answers(503);
        try {
            Reply merged = shop.merge(guest, null, asMe);
            assertMerged(merged, mine);
            assertThat(items(merged)).containsExactly(product + " 2");
            assertThat(merged.text("/prices")).isEqualTo("last_known");
        } finally {
            shop.products.answers(200);
        }
    }

    private static void assertMerged(Reply reply, UUID cart) {
        assertThat(reply.status()).as("%s", reply.body()).isEqualTo(200);
        assertThat(reply.text("/cart_id")).isEqualTo(cart.toString());
        assertThat(reply.response().headers().firstValue("Location")).hasValue("/shop/carts/" + cart);
    }

    private static UUID put(UUID cart, int quantity, String... headers) {
        UUID product = shop.products.sells("1.00", "EUR");
        assertThat(shop.add(cart, product, quantity, headers).status()).isEqualTo(200);
        return product;
    }

    private static List<String> items(Reply cart) {
        return Stream.iterate(0, i -> i + 1)
                .limit(cart.body().at("/items").size())
                .map(i -> cart.text("/items/" + i + "/product_id") + " " + cart.text("/items/" + i + "/quantity"))
                .toList();
    }
}
