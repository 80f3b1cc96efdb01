package dev.emporium.product.search.entity;

import java.util.UUID;

/**
 * What a search engine has of a product.
 *
 * @param revision greater for what is newer, of the same product
 * @param document in JSON; an empty one for what is not on sale, so that what is older still meets its revision
 */
public record IndexEntry(UUID productId, long revision, String document) {}
