package dev.emporium.notification.notification.control;

import dev.emporium.notification.notification.entity.NotificationRepository;
import dev.emporium.notification.notification.entity.OrderSummaryRepository;
import dev.emporium.platform.Uuid7;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.jdbi.v3.core.Jdbi;

/** Forgets what was told, and what was ordered, more than 400 days ago. Safe to run on every replica at once. */
public final class NotificationRetention implements Runnable {
    private static final Duration KEPT = Duration.ofDays(400);
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
        UUID before = Uuid7.floor(clock.instant().minus(KEPT));
        whileThereAreMore(() -> jdbi.withHandle(handle -> notifications.purge(handle, before, BATCH)));
        whileThereAreMore(() -> jdbi.withHandle(handle -> summaries.purge(handle, before, BATCH)));
    }

    private static void whileThereAreMore(IntSupplier batch) {
        int purged;
        do {
            purged = batch.getAsInt();
        } while (purged == BATCH);
    }
}
