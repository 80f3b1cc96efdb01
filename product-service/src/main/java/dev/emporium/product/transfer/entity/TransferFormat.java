package dev.emporium.product.transfer.entity;

import java.util.Locale;

/** What a file of products is written in. */
public enum TransferFormat {
    SHOPIFY,
    WOOCOMMERCE,
    NDJSON;

    /** How it is written in the database. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static TransferFormat of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
