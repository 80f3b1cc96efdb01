package dev.emporium.cart.cart.entity;

import dev.emporium.platform.Money;
import java.util.Optional;
import java.util.UUID;

/**
 * An item at the price of the moment, or at the last known one.
 *
 * @param seenPrice what it cost when the customer put it in or set its quantity
 * @param available how many could be ordered, 0 for a product that is not on sale any more, null when nobody knows
 * @param isOnSale whether it is, as far as anybody knows
 */
public record PricedItem(
        UUID productId,
        String sku,
        String name,
        int quantity,
        Money unitPrice,
        Money seenPrice,
        Long available,
        boolean isOnSale) {

    /** Why an item cannot be ordered as it stands in the cart. */
    public enum Obstacle {
        NOT_ON_SALE,
        OUT_OF_STOCK,
        TOO_FEW
    }

    static PricedItem of(CartItem item, Products products) {
        Optional<Product> onSale = products.find(item.productId()).filter(item::costsTheSameMoneyAs);
        if (onSale.isPresent()) {
            Product product = onSale.get();
            return of(item, product.sku(), product.name(), product.price(), product.available(), true);
        }
        boolean isGone = products.know(item.productId());
        return of(item, item.sku(), item.name(), item.lastPrice(), isGone ? 0L : null, !isGone);
    }

    private static PricedItem of(
            CartItem item, String sku, String name, Money price, Long available, boolean isOnSale) {
        return new PricedItem(
                item.productId(), sku, name, item.quantity(), price, item.seenPrice(), available, isOnSale);
    }

    public boolean isPriceChanged() {
        return !unitPrice.equals(seenPrice);
    }

    /** Empty also when nobody knows. */
    public Optional<Obstacle> obstacle() {
        if (!isOnSale) {
            return Optional.of(Obstacle.NOT_ON_SALE);
        }
        if (available == null || available >= quantity) {
            return Optional.empty();
        }
        return Optional.of(available == 0 ? Obstacle.OUT_OF_STOCK : Obstacle.TOO_FEW);
    }

    public Money lineTotal() {
        return unitPrice.times(quantity);
    }
}
