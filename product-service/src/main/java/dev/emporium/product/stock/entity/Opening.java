package dev.emporium.product.stock.entity;

import java.util.UUID;

/**
 * The account of a new product.
 *
 * @param quantity how many there are at first
 */
public record Opening(UUID productId, long quantity, Terms terms) {}
