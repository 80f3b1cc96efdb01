package dev.emporium.product.search.entity;

import java.util.UUID;

/**
 * Where a listing stands in an order: what follows it is found by this alone, whether or not it is still there.
 *
 * @param key what it is ordered by first, empty where that is the id
 */
public record Position(String key, UUID productId) {}
