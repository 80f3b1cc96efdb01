package dev.emporium.product.catalogue.entity;

import dev.emporium.platform.Money;
import java.time.Instant;
import java.util.UUID;

/**
 * A product that is not deleted.
 *
 * @param version counts the changes of the details; stock moves without it
 * @param available how many can be ordered
 * @param lowestPrice the lowest price of the thirty days before the present one, if that is a reduction of it; else null
 */
public record Product(
        UUID productId,
        long version,
        ProductDetails details,
        long available,
        Money lowestPrice,
        Instant createdAt,
        Instant updatedAt) {

    public ProductState state() {
        return new ProductState(productId, version, available, lowestPrice != null);
    }

    /** Not for everybody's eyes yet. */
    public boolean isDraft() {
        return details.status() == ProductStatus.DRAFT;
    }
}
