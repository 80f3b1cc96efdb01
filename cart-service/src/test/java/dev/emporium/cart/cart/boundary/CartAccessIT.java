package dev.emporium.cart.cart.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cart.Shop;
import dev.emporium.cart.Shop.Reply;
import dev.emporium.platform.security.Role;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose a cart is: OWASP API1:2023 (BOLA) and API3:2023 (mass assignment). */
class CartAccessIT {
    private static Shop shop;

    private final UUID owner = UUID.randomUUID();
    private final String[] asOwner = as(owner, Role.CUSTOMER);
    private final UUID product = shop.products.sells("1.00", "EUR");

    @BeforeAll
    static void open() {
        shop = new Shop();
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void aSignedInPersonsCartIsTheirs() {
        for (String body : new String[] {null, "{}", "{\"user_id\": \"%s\"}".formatted(owner)}) {
            Reply made = shop.send("POST", "/", body, asOwner);
            assertThat(made.status()).isEqualTo(201);
            assertThat(made.text("/user_id")).isEqualTo(owner.toString());
        }
    }

    @Test
    void nobodyMakesACartForSomebodyElse() {
        String body = "{\"user_id\": \"%s\"}".formatted(owner);
        Stream<String[]> others = Stream.concat(Stream.of(new String[][] {{}}), everybodyElse());
        others.forEach(other -> {
            Reply refused = shop.send("POST", "/", body, other);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.text("/code")).isEqualTo("invalid");
            assertThat(refused.text("/errors/0/field")).isEqualTo("user_id");
        });
        assertThat(carts(owner)).isZero();
    }

    @Test
    void theOwnerDoesEverythingWithTheirCart() {
        UUID cart = shop.cartOf(asOwner);
        assertThat(everything(cart, asOwner)).containsExactly(200, 200, 200, 204, 204, 200);
    }

    @Test
    void anybodyElsesCartIsNoCart() {
        UUID cart = shop.cartOf(asOwner);
        shop.add(cart, product, 3, asOwner);
        Reply before = shop.read(cart, asOwner);

        assertThat(everything(cart)).as("a guest").containsExactly(404, 404, 404, 404, 404, 401);
        everybodyElse().forEach(other -> assertThat(everything(cart, other)).containsOnly(404));

        assertThat(shop.read(cart, asOwner).body()).isEqualTo(before.body());
        Reply missing = shop.read(UUID.randomUUID());
        assertThat(shop.read(cart).body().at("/detail"))
                .isEqualTo(missing.body().at("/detail"));
    }

    @Test
    void somebodyElsesKeyOpensNothing() {
        UUID cart = shop.cartOf(asOwner);
        String key = UUID.randomUUID().toString();
        assertThat(shop.add(cart, product, 1, with(asOwner, "Idempotency-Key", key))
                        .status())
                .isEqualTo(200);
        assertThat(shop.add(cart, product, 1, "Idempotency-Key", key).status()).isEqualTo(404);
        everybodyElse().forEach(other -> assertThat(shop.add(cart, product, 1, with(other, "Idempotency-Key", key))
                        .status())
                .isEqualTo(404));

        UUID made = shop.cartOf(with(asOwner, "Idempotency-Key", key));
        assertThat(shop.cartOf(with(asOwner, "Idempotency-Key", key))).isEqualTo(made);
        assertThat(shop.cartOf("Idempotency-Key", key)).isNotEqualTo(made);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aGuestsCartIsUsedByWhoHoldsItsId(Role role) {
        UUID cart = shop.cart();
        assertThat(everything(cart)).containsExactly(200, 200, 200, 204, 204, 401);
        assertThat(everything(cart, as(UUID.randomUUID(), role))).containsExactly(200, 200, 200, 204, 204, 200);
        assertThat(shop.read(cart).status()).as("merged, and so taken").isEqualTo(404);
    }

    @Test
    void aTokenThatIsNotBelievedIsNotTakenForAGuest() {
        UUID cart = shop.cart();
        assertThat(everything(cart, "Authorization", "Bearer x")).containsOnly(401);
        Reply refused = shop.send("POST", "/", null, "Authorization", "Bearer x");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.response().headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("error=\"invalid_token\"");
    }

    /** The statuses of all that can be done with a cart: add, read, set, remove, clear, merge. */
    private List<Integer> everything(UUID cart, String... headers) {
        return Stream.of(
                        shop.add(cart, product, 1, headers),
                        shop.read(cart, headers),
                        shop.set(cart, product, 2, headers),
                        shop.remove(cart, product, headers),
                        shop.send("DELETE", "/" + cart, null, headers),
                        shop.merge(cart, null, headers))
                .map(Reply::status)
                .toList();
    }

    private static Stream<String[]> everybodyElse() {
        return Arrays.stream(Role.values()).map(role -> as(UUID.randomUUID(), role));
    }

    private static String[] as(UUID id, Role role) {
        return new String[] {"Authorization", shop.tokens.bearer(id, role)};
    }

    private static String[] with(String[] headers, String... more) {
        return Stream.concat(Arrays.stream(headers), Arrays.stream(more)).toArray(String[]::new);
    }

    private static int carts(UUID owner) {
        return shop.database.withHandle(handle -> handle.createQuery("select count(*) from carts where user_id = ?")
                .bind(0, owner)
                .mapTo(int.class)
                .one());
    }
}
