package dev.emporium.notification.notification.entity;

import java.time.Instant;
import java.util.UUID;

/**
 * What somebody was told, or is to be.
 *
 * @param subject null until it is sent
 * @param orderId null for what is about no order
 * @param sentAt null until it is sent
 */
public record Notification(
        UUID notificationId,
        Kind kind,
        Channel channel,
        String subject,
        Status status,
        UUID orderId,
        Instant createdAt,
        Instant sentAt) {}
