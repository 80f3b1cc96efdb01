package dev.emporium.product.catalogue.entity;

import java.util.UUID;

/**
 * All that two answers about a product can differ in: where it is the same, they are the same byte for byte.
 *
 * @param reduced whether its price is a reduction, which ends by itself
 */
public record ProductState(UUID productId, long version, long available, boolean reduced) {}
