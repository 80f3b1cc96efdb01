package dev.emporium.notification.notification.control;

import dev.emporium.notification.notification.entity.NotificationRepository;
import dev.emporium.notification.notification.entity.OrderSummaryRepository;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.persistence.Retention;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * Forgets what was told more than 90 days ago, and what was ordered more than 400 days ago: of an order that comes back late there
 * is still something to tell. Safe to run on every replica at once.
 */
public final class NotificationRetention implements Runnable {
    private static final Duration TOLD = Duration.ofDays(90);
    private static final Duration ORDERED = Duration.ofDays(400);
    private static final int BATCH = 1_000;

    private final Jdbi jdbi;
    private final NotificationRepository notifications;
    private final OrderSummaryRepository summaries;
    private final Clock clock;

    public NotificationRetention(
            Jdbi jdbi, NotificationRepository notifications, OrderSummaryRepository summaries, Clock clock) {
        this.jdbi = jdbi;
        this.notifications = notifications;
        this.summaries = summaries;
        this.clock = clock;
    }

    @Override
    public void run() {
        UUID told = Uuid7.floor(clock.instant().minus(TOLD));
        Retention.inSteps(jdbi, BATCH, handle -> notifications.purge(handle, told, BATCH));
        UUID ordered = Uuid7.floor(clock.instant().minus(ORDERED));
        Retention.inSteps(jdbi, BATCH, handle -> summaries.purge(handle, ordered, BATCH));
    }
}
