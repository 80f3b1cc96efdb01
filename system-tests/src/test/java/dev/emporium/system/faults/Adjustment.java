package dev.emporium.system.faults;

/**
 * Staff count what is on the shelf.
 *
 * @param at milliseconds from the beginning of the round
 */
record Adjustment(int number, int at, int product, int delta) {}
