package dev.emporium.cart.cart.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.emporium.platform.Money;
import dev.emporium.platform.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CartTest {
    private static final Cart EMPTY = new Cart(new UUID(0, 1), null, Instant.EPOCH, List.of());

    @Test
    void putsNewItemsLastAndKeepsThePlaceOfThoseThatAreThere() {
        Cart cart = EMPTY.with(item(1, 1, "EUR")).with(item(2, 1, "EUR")).with(item(1, 5, "EUR"));
        assertThat(cart.items()).containsExactly(item(1, 5, "EUR"), item(2, 1, "EUR"));
        assertThat(EMPTY.items()).isEmpty();
    }

    @Test
    void holds999OfOneProductAndNotOneMore() {
        assertThat(EMPTY.with(item(1, 999, "EUR")).items()).hasSize(1);
        assertRefused("quantity_too_large", EMPTY, item(1, 1000, "EUR"));
    }

    @Test
    void holds100ProductsAndNotOneMore() {
        Cart full = new Cart(
                EMPTY.cartId(),
                null,
                Instant.EPOCH,
                IntStream.range(0, 100).mapToObj(i -> item(i, 1, "EUR")).toList());
        assertRefused("cart_full", full, item(100, 1, "EUR"));
        assertThat(full.with(item(99, 2, "EUR")).items()).hasSize(100);
    }

    @Test
    void holdsOneCurrencyWhichTheOnlyItemMayChange() {
        Cart cart = EMPTY.with(item(1, 1, "EUR"));
        assertRefused("currency_mismatch", cart, item(2, 1, "USD"));
        assertThat(cart.with(item(1, 1, "USD")).currency()).hasToString("Optional[USD]");
        assertThat(EMPTY.currency()).isEmpty();
    }

    private static CartItem item(int product, int quantity, String currency) {
        Money price = Money.of(100, currency);
        return new CartItem(new UUID(0, product), "SKU", "Thing", quantity, price, price);
    }

    private static void assertRefused(String code, Cart cart, CartItem item) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> cart.with(item))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(422));
    }
}
