package dev.emporium.product.search.entity;

import java.util.List;

/**
 * What is asked of the listings.
 *
 * @param text that people typed, null when they look for nothing in particular
 * @param facets {@code category}, {@code brand}, {@code price} or {@code attribute.} with a name
 */
public record ListingQuery(String text, ListingFilters filters, ListingOrder order, List<String> facets) {
    public ListingQuery {
        facets = List.copyOf(facets);
    }
}
