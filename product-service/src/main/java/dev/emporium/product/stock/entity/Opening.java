package dev.emporium.product.stock.entity;

import java.util.UUID;

/**
 * The account of a new product.
 *
 * @param quantity how many there are at first
 * @param offer what may be done with them
 */
public record Opening(UUID productId, long quantity, Offer offer) {}
