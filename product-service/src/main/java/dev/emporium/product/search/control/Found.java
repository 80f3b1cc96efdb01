package dev.emporium.product.search.control;

import dev.emporium.product.search.entity.Facets;
import java.util.List;
import java.util.UUID;

/**
 * A page of what was looked for.
 *
 * @param productIds in their order
 * @param next the cursor of the next page, null on the last one
 * @param facets null when none were asked for
 * @param highlights how the words stand in the products that were found, null when no words were looked for
 * @param engine the name of the one that found them
 */
public record Found(List<UUID> productIds, String next, Facets facets, Highlighter highlights, String engine) {}
