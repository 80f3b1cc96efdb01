package dev.emporium.cart.cart.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.emporium.platform.Money;
import dev.emporium.platform.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CartTest {
    private static final CartLimits LIMITS = new CartLimits(3, 10);

    @Test
    void holdsSoManyOfOneProductAndNotOneMore() {
        require(cart(item(1, 10, "EUR")), 1, false);
        assertRefused("quantity_too_large", () -> require(cart(item(1, 11, "EUR")), 1, false));
    }

    @Test
    void whatIsBeyondALimitThatWasLoweredHoldsUpNothingElse() {
        require(cart(item(1, 500, "EUR"), item(2, 1, "EUR")), 2, true);
        require(cart(item(1, 1, "EUR"), item(2, 1, "EUR"), item(3, 1, "EUR"), item(4, 1, "EUR")), 2, false);
    }

    @Test
    void holdsSoManyProductsSavedOnesIncluded() {
        Cart full = new Cart(
                UUID.randomUUID(),
                null,
                Instant.EPOCH,
                List.of(item(1, 1, "EUR"), item(2, 1, "EUR")),
                List.of(item(3, 1, "EUR")));
        require(full, 2, true);
        Cart more = new Cart(
                full.cartId(), null, Instant.EPOCH, full.items(), List.of(item(3, 1, "EUR"), item(4, 1, "EUR")));
        assertRefused("cart_full", () -> require(more, 4, true));
    }

    @Test
    void holdsOneCurrency() {
        cart(item(1, 1, "EUR"), item(2, 1, "EUR")).refuseCurrencies();
        assertRefused("currency_mismatch", () -> cart(item(1, 1, "EUR"), item(2, 1, "USD"))
                .refuseCurrencies());
        assertThat(cart(item(1, 1, "USD")).currency()).hasToString("Optional[USD]");
        assertThat(cart().currency()).isEmpty();
    }

    @Test
    void itsVersionIsTheMicrosecondOfItsLastChange() {
        Instant change = Instant.parse("2026-11-26T10:15:30.123456Z");
        assertThat(new Cart(UUID.randomUUID(), null, change, List.of(), List.of()).version())
                .isEqualTo(change.getEpochSecond() * 1_000_000 + 123_456);
    }

    private static void require(Cart cart, int product, boolean isNew) {
        LIMITS.require(cart, cart.line(new UUID(0, product)).orElseThrow(), isNew);
    }

    private static Cart cart(CartItem... items) {
        return new Cart(UUID.randomUUID(), null, Instant.EPOCH, List.of(items), List.of());
    }

    private static CartItem item(int product, int quantity, String currency) {
        Money price = Money.of(100, currency);
        return new CartItem(new UUID(0, product), "SKU", "Thing", quantity, price, price);
    }

    private static void assertRefused(String code, ThrowingCallable change) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(change)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(422));
    }
}
