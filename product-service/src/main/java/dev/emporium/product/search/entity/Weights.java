package dev.emporium.product.search.entity;

/**
 * What a listing counts for a query of so many words: the sku before all; then where the words stand, and how much of the name
 * they are; what is sold out counts half. Whole numbers that depend on the listing and the query alone: a position stays right
 * while others come and go, and every engine tells the same, so that one goes on where another has stopped.
 *
 * @param words that tell something
 */
public record Weights(int words) {
    public static final int SKU = 1_000_000;

    /** The whole of a name. */
    public static final int NAME = 500;

    /** A word that stands in the name, and among the keywords too. */
    public int everywhere() {
        return 1_200 / words;
    }

    public int name() {
        return 1_000 / words;
    }

    public int keyword() {
        return 500 / words;
    }

    public int elsewhere() {
        return 150 / words;
    }

    /** The most that a word counts as a part of the name; one among more words in the name counts {@link #NAME} by their number. */
    public int part() {
        return NAME / words;
    }

    /** The most that a listing counts which is sold out, or has one of the words in its description alone; no sku of its own. */
    int mostAside() {
        if (words == 0) {
            return Integer.MAX_VALUE;
        }
        int named = everywhere() + part();
        return Math.max(words * named, 2 * ((words - 1) * named + elsewhere()));
    }
}
