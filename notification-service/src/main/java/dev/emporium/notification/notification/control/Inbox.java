package dev.emporium.notification.notification.control;

import dev.emporium.notification.notification.entity.Notification;
import dev.emporium.notification.notification.entity.NotificationRepository;
import dev.emporium.platform.web.Page;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** What somebody was told. Thread safe. */
public final class Inbox {
    private final Jdbi jdbi;
    private final NotificationRepository notifications;

    public Inbox(Jdbi jdbi, NotificationRepository notifications) {
        this.jdbi = jdbi;
        this.notifications = notifications;
    }

    /** The newest before the given one, or of all. */
    public Page<Notification> list(UUID customerId, UUID before, int limit) {
        return Page.of(
                jdbi.withHandle(handle -> notifications.list(handle, customerId, before, limit + 1)),
                limit,
                Notification::notificationId);
    }
}
