package dev.emporium.product.search.entity;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What listings must be like to be found; null for what does not matter.
 *
 * @param category a path, with all below it
 * @param attributes values by name, as text
 * @param lowest price in minor units of the currency, which must be given then
 * @param inStock whether some can be ordered, or none
 */
public record ListingFilters(
        String category,
        String brand,
        String family,
        SortedMap<String, String> attributes,
        String currency,
        Long lowest,
        Long highest,
        Boolean inStock) {

    public static final ListingFilters NONE =
            new ListingFilters(null, null, null, new TreeMap<>(), null, null, null, null);

    public ListingFilters {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /** The terms that a listing must have, but for that of being in stock, as {@code listing_terms} makes them. */
    public List<String> terms() {
        List<String> terms = new ArrayList<>();
        add(terms, "c:", category);
        add(terms, "b:", brand);
        add(terms, "f:", family);
        attributes.forEach((name, value) -> terms.add("a:" + name + "=" + value));
        add(terms, "m:", currency);
        add(terms, "s:", Boolean.FALSE.equals(inStock) ? "out" : null);
        return terms;
    }

    private static void add(List<String> terms, String kind, String value) {
        if (value != null) {
            terms.add(kind + value);
        }
    }
}
