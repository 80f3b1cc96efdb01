package dev.emporium.cart.cart.entity;

import dev.emporium.platform.Money;
import java.util.Optional;
import java.util.UUID;

/**
 * An item at the price of the moment, or at the last known one.
 *
 * @param available how many could be ordered, 0 for a product that is not on sale any more, null when nobody knows
 * @param priceChanged whether it costs something else than when the customer put it in or set its quantity
 */
public record PricedItem(
        UUID productId, String sku, String name, int quantity, Money unitPrice, Long available, boolean priceChanged) {

    static PricedItem of(CartItem item, Products products) {
        Optional<Product> onSale = products.find(item.productId()).filter(item::costsTheSameMoneyAs);
        if (onSale.isPresent()) {
            Product product = onSale.get();
            return of(item, product.sku(), product.name(), product.price(), product.available());
        }
        Long available = products.know(item.productId()) ? 0L : null;
        return of(item, item.sku(), item.name(), item.lastPrice(), available);
    }

    private static PricedItem of(CartItem item, String sku, String name, Money price, Long available) {
        return new PricedItem(
                item.productId(), sku, name, item.quantity(), price, available, !price.equals(item.seenPrice()));
    }

    public Money lineTotal() {
        return unitPrice.times(quantity);
    }
}
