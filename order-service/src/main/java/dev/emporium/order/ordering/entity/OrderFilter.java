package dev.emporium.order.ordering.entity;

import java.time.Instant;
import java.util.UUID;

/**
 * Which orders are wanted; whatever is null does not matter.
 *
 * @param customerId whose
 * @param status the state that they are in
 * @param placedFrom placed at this moment or later
 * @param placedBefore placed before this moment
 */
public record OrderFilter(UUID customerId, OrderStatus status, Instant placedFrom, Instant placedBefore) {}
