package dev.emporium.order.checkout.entity;

import dev.emporium.order.ordering.entity.OrderStatus;
import java.util.UUID;

/**
 * Where a checkout stands.
 *
 * @param status what has become of its order
 * @param step the name of the step that it is at
 */
public record Standing(UUID orderId, OrderStatus status, String step) {}
