package dev.emporium.cart.cart.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.emporium.platform.Money;
import dev.emporium.platform.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PricedCartTest {
    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);

    @Test
    void takesPricesNamesAndAvailabilityFromTheCatalogue() {
        PricedCart priced = PricedCart.of(
                cart(item(FIRST, 2, 100)), Products.of(List.of(FIRST), List.of(product(FIRST, 150, "EUR"))));

        assertThat(priced.live()).isTrue();
        assertThat(priced.items())
                .containsExactly(
                        new PricedItem(FIRST, "NEW", "New", 2, Money.of(150, "EUR"), Money.of(100, "EUR"), 3L, true));
        assertThat(priced.total()).contains(Money.of(300, "EUR"));
    }

    @Test
    void fallsBackToTheLastKnownWhereTheCatalogueSaidNothing() {
        PricedCart priced = PricedCart.of(
                cart(item(FIRST, 1, 100), item(SECOND, 1, 70)),
                Products.of(List.of(FIRST), List.of(product(FIRST, 100, "EUR"))));

        assertThat(priced.live()).isFalse();
        assertThat(priced.items())
                .extracting(PricedItem::available, PricedItem::isPriceChanged)
                .containsExactly(tuple(3L, false), tuple(null, false));
        assertThat(priced.total()).contains(Money.of(170, "EUR"));
    }

    @Test
    void sellsNothingThatIsGoneOrCostsOtherMoneyNow() {
        Cart cart = cart(item(FIRST, 1, 100), item(SECOND, 1, 70));
        PricedCart priced = PricedCart.of(cart, Products.of(cart.productIds(), List.of(product(SECOND, 70, "USD"))));

        assertThat(priced.live()).isTrue();
        assertThat(priced.items()).extracting(PricedItem::available).containsOnly(0L);
        assertThat(priced.items())
                .extracting(PricedItem::obstacle)
                .containsOnly(Optional.of(PricedItem.Obstacle.NOT_ON_SALE));
        assertThat(priced.total()).contains(Money.of(170, "EUR"));
    }

    @Test
    void saysWhyAnItemCannotBeOrdered() {
        assertThat(obstacle(3, 3L)).isEmpty();
        assertThat(obstacle(4, 3L)).contains(PricedItem.Obstacle.TOO_FEW);
        assertThat(obstacle(1, 0L)).contains(PricedItem.Obstacle.OUT_OF_STOCK);
        assertThat(obstacle(1, null)).as("nobody knows").isEmpty();
    }

    private static Optional<PricedItem.Obstacle> obstacle(int quantity, Long available) {
        Product product = new Product(FIRST, "NEW", "New", Money.of(100, "EUR"), available);
        return PricedItem.of(item(FIRST, quantity, 100), Products.of(List.of(FIRST), List.of(product)))
                .obstacle();
    }

    @Test
    void countsNothingThatIsSavedForLater() {
        Cart cart = new Cart(
                new UUID(0, 0), null, Instant.EPOCH, List.of(item(FIRST, 1, 100)), List.of(item(SECOND, 5, 70)));
        assertThat(PricedCart.of(cart, Products.unknown()).total()).contains(Money.of(100, "EUR"));
    }

    @Test
    void totalsNothingForAnEmptyCart() {
        assertThat(PricedCart.of(cart(), Products.unknown()).total()).isEmpty();
        assertThat(PricedCart.of(cart(), Products.unknown()).live()).isTrue();
    }

    @Test
    void refusesATotalBeyondAllBounds() {
        PricedCart priced =
                PricedCart.of(cart(item(FIRST, 999, Long.MAX_VALUE / 999), item(SECOND, 1, 999)), Products.unknown());
        assertThatExceptionOfType(ProblemException.class).isThrownBy(priced::total);
    }

    private static Cart cart(CartItem... items) {
        return new Cart(new UUID(0, 0), null, Instant.EPOCH, List.of(items), List.of());
    }

    private static CartItem item(UUID product, int quantity, long price) {
        Money money = Money.of(price, "EUR");
        return new CartItem(product, "OLD", "Old", quantity, money, money);
    }

    private static Product product(UUID product, long price, String currency) {
        return new Product(product, "NEW", "New", Money.of(price, currency), 3L);
    }
}
