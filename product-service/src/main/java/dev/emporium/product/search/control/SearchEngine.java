package dev.emporium.product.search.control;

import dev.emporium.product.search.entity.ListingQuery;
import dev.emporium.product.search.entity.Matches;
import dev.emporium.product.search.entity.Meaning;
import dev.emporium.product.search.entity.Position;

/** Finds listings: PostgreSQL's own, or those of an index beside it. Thread safe. */
@FunctionalInterface
public interface SearchEngine {
    /**
     * Listings that match, from a position on.
     *
     * @param meaning of the query's words, null when it has none
     * @param after null for the first
     * @throws EngineAwayException when it cannot say now
     */
    Matches find(Meaning meaning, ListingQuery query, Position after, int count);
}
