package dev.emporium.product.search.entity;

import java.util.Arrays;
import java.util.Optional;

/** In which order listings are told. */
public enum ListingOrder {
    /** The best first; only of what is searched for by words. */
    RELEVANCE("relevance"),
    NEWEST("newest"),
    /** The cheapest first, one currency after the other. */
    PRICE("price"),
    DEAREST("-price"),
    NAME("name");

    private final String word;

    ListingOrder(String word) {
        this.word = word;
    }

    public static Optional<ListingOrder> of(String word) {
        return Arrays.stream(values()).filter(order -> order.word.equals(word)).findAny();
    }
}
