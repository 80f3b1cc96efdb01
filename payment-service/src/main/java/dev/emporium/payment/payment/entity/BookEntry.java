package dev.emporium.payment.payment.entity;

import dev.emporium.platform.Money;
import jakarta.annotation.Nullable;
import java.util.UUID;

/**
 * What the books of other services are held against.
 *
 * @param amount null when the order was over before its payment was heard of, as the other two are then
 */
public record BookEntry(
        UUID orderId,
        PaymentStatus status,
        @Nullable Money amount,
        @Nullable Money captured,
        @Nullable Money refunded) {}
