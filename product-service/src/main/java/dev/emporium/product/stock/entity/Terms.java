package dev.emporium.product.stock.entity;

/**
 * What the catalogue says of a product's stock.
 *
 * @param lowThreshold when fewer can be ordered, that is little: 0 for never, null for what is configured
 */
public record Terms(Offer offer, Long lowThreshold) {}
