package dev.emporium.order.ordering.entity;

import java.time.Instant;

/**
 * A state that the order entered.
 *
 * @param actor who moved it: the checkout, or people
 * @param cause what made them
 */
public record HistoryEntry(Instant at, String status, String actor, String cause) {}
