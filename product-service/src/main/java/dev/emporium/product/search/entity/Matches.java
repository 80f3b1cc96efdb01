package dev.emporium.product.search.entity;

import java.util.List;

/**
 * A part of what matches a query.
 *
 * @param positions in their order
 * @param facets of all that matches, null when none were asked for
 */
public record Matches(List<Position> positions, Facets facets) {
    public Matches {
        positions = List.copyOf(positions);
    }
}
