package dev.emporium.product.stock.entity;

import java.util.Locale;

/** What became of an order's wish for stock. */
public enum ReservationState {
    /** All of it is set aside. */
    RESERVED,
    /** Something was not to be had, so nothing is set aside. */
    REJECTED,
    /** It is sold. */
    COMMITTED,
    /** The order holds nothing any more, or never will. */
    RELEASED;

    /** How it is written in the database. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ReservationState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
