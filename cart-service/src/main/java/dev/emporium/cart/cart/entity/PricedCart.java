package dev.emporium.cart.cart.entity;

import dev.emporium.platform.Money;
import dev.emporium.platform.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A cart with what it costs.
 *
 * @param live whether all prices are the catalogue's of this moment
 */
public record PricedCart(Cart cart, List<PricedItem> items, List<PricedItem> saved, boolean live) {
    public static PricedCart of(Cart cart, Products products) {
        return new PricedCart(
                cart,
                priced(cart.items(), products),
                priced(cart.saved(), products),
                cart.productIds().stream().allMatch(products::know));
    }

    private static List<PricedItem> priced(List<CartItem> items, Products products) {
        return items.stream().map(item -> PricedItem.of(item, products)).toList();
    }

    /** Of what is not saved for later. Empty for an empty cart, which has no currency. */
    public Optional<Money> total() {
        return counted(() -> items.stream().map(PricedItem::lineTotal).reduce(Money::plus));
    }

    /** @throws ProblemException 422 when what it costs, or a line that is saved, is beyond what can be told */
    public void requireSums() {
        total();
        saved.forEach(item -> counted(item::lineTotal));
    }

    private static <T> T counted(Supplier<T> sum) {
        try {
            return sum.get();
        } catch (ArithmeticException e) {
            throw ProblemException.of(422, "total_too_large", "The cart's total is beyond what can be paid.");
        }
    }
}
