package dev.emporium.product.stock.entity;

import java.util.Locale;

/** What may be done with the stock of a product, as the catalogue has it. */
public enum Offer {
    ON_SALE,
    /** Everybody sees it, and nobody orders it. */
    WITHDRAWN,
    /** Staff alone see it. */
    HIDDEN,
    /** The product is deleted: the stock stays for its ledger and for the orders that hold it. */
    GONE;

    /** How it is written in the database. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
