package dev.emporium.order.checkout.entity;

import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.platform.Origin;
import java.util.UUID;

/**
 * Where a checkout stands.
 *
 * @param status what has become of its order
 * @param step the name of the step that it is at
 * @param isPaid whether its order is to be paid at all: the version before has placed orders that are not
 * @param placed by which request, in which trace
 */
public record Standing(UUID orderId, OrderStatus status, String step, boolean isPaid, Origin placed) {}
