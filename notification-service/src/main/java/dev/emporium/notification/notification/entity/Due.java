package dev.emporium.notification.notification.entity;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A notification in hand: nobody else has it until the lease is over.
 *
 * @param orderId null for what is about no order
 * @param customerId whose it is; null when it is nobody's, such as a guest's
 * @param attempts how many have failed
 * @param orderLanguage what the buyer reads, as far as the order said it
 * @param summary what was ordered; empty when that is not known (yet), or it is about no order
 */
public record Due(
        UUID notificationId,
        UUID lease,
        Kind kind,
        Channel channel,
        UUID orderId,
        UUID customerId,
        Facts facts,
        int attempts,
        Instant createdAt,
        String requestId,
        String traceparent,
        Optional<Language> orderLanguage,
        Optional<OrderSummary> summary) {}
