package dev.emporium.cart.cart.entity;

import dev.emporium.platform.Money;
import java.util.UUID;

/**
 * So many of a product, and what the cart remembers of it.
 *
 * @param seenPrice what one cost when the customer last put it in or set its quantity
 * @param lastPrice what one cost when the cart was last shown to its customer, in the same currency
 */
public record CartItem(UUID productId, String sku, String name, int quantity, Money seenPrice, Money lastPrice) {
    public static CartItem of(Product product, int quantity) {
        return new CartItem(
                product.productId(), product.sku(), product.name(), quantity, product.price(), product.price());
    }

    /** As the customer sets it without news from the catalogue: what they see are the last known facts. */
    public CartItem of(int newQuantity) {
        return new CartItem(productId, sku, name, newQuantity, lastPrice, lastPrice);
    }

    /** Whether the catalogue says something about the product that the cart does not remember. */
    public boolean isOutdatedBy(Product product) {
        return costsTheSameMoneyAs(product)
                && !(product.price().equals(lastPrice)
                        && product.sku().equals(sku)
                        && product.name().equals(name));
    }

    /** A product that is sold for another currency now cannot be bought with this cart. */
    public boolean costsTheSameMoneyAs(Product product) {
        return product.price().currency().equals(lastPrice.currency());
    }
}
