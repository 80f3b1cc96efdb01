package dev.emporium.product.catalogue.entity;

import java.time.Instant;
import java.util.UUID;

/**
 * A product that is not deleted.
 *
 * @param version counts the changes of the details; stock moves without it
 * @param available how many can be ordered
 */
public record Product(
        UUID productId, long version, ProductDetails details, long available, Instant createdAt, Instant updatedAt) {

    /** Not for everybody's eyes yet. */
    public boolean isDraft() {
        return details.status() == ProductStatus.DRAFT;
    }
}
