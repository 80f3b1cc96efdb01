package dev.emporium.notification.notification.control;

import dev.emporium.notification.notification.entity.NotificationRepository;
import dev.emporium.notification.notification.entity.OrderSummaryRepository;
import dev.emporium.notification.notification.entity.PreferenceRepository;
import dev.emporium.platform.security.ErasedCustomers;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Deletes what customers wanted and were told whose accounts were deleted. Thread safe. */
public final class NotificationErasure {
    private final ErasedCustomers erased = new ErasedCustomers();
    private final NotificationRepository notifications;
    private final OrderSummaryRepository summaries;
    private final PreferenceRepository preferences;
    private final Clock clock;

    public NotificationErasure(
            NotificationRepository notifications,
            OrderSummaryRepository summaries,
            PreferenceRepository preferences,
            Clock clock) {
        this.notifications = notifications;
        this.summaries = summaries;
        this.preferences = preferences;
        this.clock = clock;
    }

    /** Again is no matter. */
    public void erase(Handle transaction, List<UUID> customerIds) {
        erased.hold(transaction, customerIds);
        erased.add(transaction, customerIds, clock.instant());
        preferences.delete(transaction, customerIds);
        // before the orders, in the order of whoever sends; and after them, what was found to be theirs meanwhile
        notifications.disown(transaction, customerIds);
        summaries.disown(transaction, customerIds);
        notifications.disown(transaction, customerIds);
    }
}
