package dev.emporium.cart.cart.entity;

import dev.emporium.platform.Money;
import java.util.UUID;

/**
 * A product on sale, as the catalogue tells of it now.
 *
 * @param available how many could be ordered, null when that was not asked
 */
public record Product(UUID productId, String sku, String name, Money price, Long available) {
    /** As it stays until the catalogue says otherwise: how many there are changes without a word. */
    public Product withoutStock() {
        return new Product(productId, sku, name, price, null);
    }
}
