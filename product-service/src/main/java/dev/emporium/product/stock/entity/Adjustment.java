package dev.emporium.product.stock.entity;

/**
 * Goods that came or went outside of orders.
 *
 * @param delta how many came; negative for what went
 * @param reference what staff can look it up by, such as a delivery note; null for nothing
 * @param actor the id of who did it
 */
public record Adjustment(long delta, String reason, String reference, String actor) {}
