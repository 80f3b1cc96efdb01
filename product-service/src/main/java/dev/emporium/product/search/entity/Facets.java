package dev.emporium.product.search.entity;

import java.util.List;
import java.util.Map;

/**
 * How the listings that were found are spread.
 *
 * @param matches how many were counted
 * @param complete whether these are all
 * @param values of each facet that was asked for, the most frequent first
 */
public record Facets(long matches, boolean complete, Map<String, List<Value>> values) {

    /** @param lowest of the prices in minor units, where the value is their currency; null elsewhere, like the highest */
    public record Value(String value, long count, Long lowest, Long highest) {}
}
