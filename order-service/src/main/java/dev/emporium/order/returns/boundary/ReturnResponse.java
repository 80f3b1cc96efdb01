package dev.emporium.order.returns.boundary;

import dev.emporium.order.returns.entity.Return;
import dev.emporium.order.returns.entity.ReturnStatus;
import dev.emporium.platform.Money;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.annotation.Nullable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A return as the order's owner and staff see it. */
public record ReturnResponse(
        UUID returnId,
        UUID orderId,
        ReturnStatus status,
        List<Item> items,
        @Nullable String reason,
        @Schema(
                        description =
                                "What was paid back for the goods, no more than was left of what was paid; null until it was")
                @Nullable
                Money refund,
        @Schema(
                        description =
                                "Whether it was paid back and has not arrived; what staff give back anew is among the payment's refunds")
                boolean refundFailed,
        Instant createdAt,
        Instant updatedAt) {

    /** A product and how many of it. */
    @Schema(name = "ReturnedItem")
    public record Item(UUID productId, long quantity) {}

    static ReturnResponse from(Return one) {
        return new ReturnResponse(
                one.returnId(),
                one.orderId(),
                one.status(),
                one.lines().stream()
                        .map(line -> new Item(line.productId(), line.quantity()))
                        .toList(),
                one.reason(),
                one.refund(),
                one.refundFailed(),
                one.createdAt(),
                one.updatedAt());
    }

    @Override
    public String toString() {
        return "ReturnResponse[REDACTED]";
    }
}
