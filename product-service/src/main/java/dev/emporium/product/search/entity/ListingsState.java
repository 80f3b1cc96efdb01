package dev.emporium.product.search.entity;

/**
 * How far the changes of listings are, and the transactions that make them.
 *
 * @param changes that were begun, whether or not they are committed
 * @param running all transactions before this one have ended; of those that write, which alone are numbered
 * @param next the first transaction that has not begun
 */
public record ListingsState(long changes, long running, long next) {}
