package dev.emporium.payment.payment.control;

import dev.emporium.platform.Money;
import java.util.Objects;
import java.util.UUID;

/**
 * The command to give back some of what was taken, as far as it is left.
 *
 * @param refundId makes at most one refund
 * @param reason null when none is given
 */
public record RefundWish(UUID orderId, UUID refundId, Money amount, String reason) {

    /** @throws RuntimeException when it is none */
    public RefundWish {
        Objects.requireNonNull(orderId, "order_id");
        Objects.requireNonNull(refundId, "refund_id");
        if (amount == null || amount.minorUnits() < 1) {
            throw new IllegalArgumentException("nothing to give back");
        }
    }
}
