package dev.emporium.product.recommendation.control;

import dev.emporium.product.catalogue.entity.Product;

/** A product, and why it is recommended. */
public record Recommendation(Product product, Reason reason) {

    /** What makes it worth to look at. */
    public enum Reason {
        BOUGHT_TOGETHER,
        /** A variant of the same thing. */
        FAMILY,
        CATEGORY,
        POPULAR
    }
}
