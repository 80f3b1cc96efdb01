package dev.emporium.product.catalogue.control;

import dev.emporium.product.catalogue.entity.ProductDetails;

/**
 * A product as somebody has written it down.
 *
 * @param stock how many there are at first, if it is new
 */
public record ProductEntry(ProductDetails details, long stock) {
    public String sku() {
        return details.sku();
    }
}
