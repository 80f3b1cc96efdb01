package dev.emporium.order.returns.entity;

import dev.emporium.platform.Money;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Goods of an order that come back, or are to.
 *
 * @param reason what its owner says why, or null
 * @param refund what was paid back, of what was left of the payment; null until it was
 * @param refundFailed whether it was, and has not arrived
 */
public record Return(
        UUID returnId,
        UUID orderId,
        ReturnStatus status,
        List<Line> lines,
        String reason,
        Money refund,
        boolean refundFailed,
        Instant createdAt,
        Instant updatedAt) {

    public Return {
        lines = List.copyOf(lines);
    }

    /** A product and how many of it. */
    public record Line(UUID productId, long quantity) {}
}
