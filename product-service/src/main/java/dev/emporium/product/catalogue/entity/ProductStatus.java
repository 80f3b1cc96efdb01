package dev.emporium.product.catalogue.entity;

import java.util.Locale;

/** Whether a product is to be had; only an active one is listed and sold, and a draft is seen by staff alone. */
public enum ProductStatus {
    ACTIVE,
    DRAFT,
    DISCONTINUED;

    /** How it is written in the database. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ProductStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
