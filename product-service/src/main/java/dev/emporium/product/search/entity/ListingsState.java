package dev.emporium.product.search.entity;

/**
 * How far the transactions are that change listings.
 *
 * @param running all transactions before this one have ended; of those that write, which alone are numbered
 * @param next the first transaction that has not begun
 */
public record ListingsState(long running, long next) {}
