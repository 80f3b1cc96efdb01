package dev.emporium.notification.notification.boundary;

import dev.emporium.notification.notification.entity.Channel;
import dev.emporium.notification.notification.entity.Kind;
import dev.emporium.notification.notification.entity.Notification;
import dev.emporium.notification.notification.entity.Status;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.annotation.Nullable;
import java.time.Instant;
import java.util.UUID;

/** What somebody was told, or is to be. */
@Schema(name = "Notification")
record NotificationResponse(
        UUID notificationId,
        Kind kind,
        Channel channel,
        @Nullable @Schema(description = "null until it is sent") String subject,
        Status status,
        @Nullable UUID orderId,
        Instant createdAt,
        @Nullable Instant sentAt) {
    static NotificationResponse from(Notification notification) {
        return new NotificationResponse(
                notification.notificationId(),
                notification.kind(),
                notification.channel(),
                notification.subject(),
                notification.status(),
                notification.orderId(),
                notification.createdAt(),
                notification.sentAt());
    }
}
