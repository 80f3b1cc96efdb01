package dev.emporium.payment.payment.boundary;

import dev.emporium.payment.payment.entity.Payment;
import dev.emporium.payment.payment.entity.PaymentStatus;
import dev.emporium.payment.payment.entity.Refund;
import dev.emporium.platform.Money;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.annotation.Nullable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A payment as its owner and staff see it. */
public record PaymentResponse(
        UUID paymentId,
        UUID orderId,
        @Nullable UUID customerId,
        String provider,
        PaymentStatus status,
        Money amount,
        Money captured,
        Money refunded,
        List<RefundResponse> refunds,
        Instant createdAt,
        Instant updatedAt) {

    /** What has become of a refund; one that waits for the capture is pending too. */
    public enum RefundStatus {
        PENDING,
        REFUNDED,
        FAILED
    }

    /** Some of what was taken, given back or to be. */
    @Schema(name = "Refund")
    public record RefundResponse(
            UUID refundId, Money amount, @Nullable String reason, RefundStatus status, Instant createdAt) {
        static RefundResponse from(Refund refund, Payment payment) {
            return new RefundResponse(
                    refund.refundId(),
                    payment.money(refund.amount()),
                    refund.reason(),
                    switch (refund.status()) {
                        case WAITING, PENDING -> RefundStatus.PENDING;
                        case REFUNDED -> RefundStatus.REFUNDED;
                        case FAILED -> RefundStatus.FAILED;
                    },
                    refund.createdAt());
        }
    }

    public static PaymentResponse from(Payment payment) {
        return new PaymentResponse(
                payment.paymentId(),
                payment.orderId(),
                payment.customerId(),
                payment.provider(),
                payment.status(),
                payment.amount(),
                payment.money(payment.captured()),
                payment.money(payment.refunded()),
                payment.refunds().stream()
                        .map(refund -> RefundResponse.from(refund, payment))
                        .toList(),
                payment.createdAt(),
                payment.updatedAt());
    }
}
