package dev.emporium.notification.notification.control;

import dev.emporium.notification.notification.entity.Channel;
import dev.emporium.notification.notification.entity.Due;
import dev.emporium.notification.notification.entity.NotificationRepository;
import dev.emporium.notification.notification.entity.PreferenceRepository;
import dev.emporium.notification.notification.entity.Preferences;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * What there is to send, one at a time, for any number of senders. Each call is a transaction of its own: what is sent is
 * sent between two of them. Whoever dies with a notification in hand leaves it to the next once its {@link #LEASE} is over.
 * Thread safe.
 */
public final class Queue {
    /** Longer than it takes to ask for an address, and longer than a mail server may take. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    private final Jdbi jdbi;
    private final NotificationRepository notifications;
    private final PreferenceRepository preferences;

    public Queue(Jdbi jdbi, NotificationRepository notifications, PreferenceRepository preferences) {
        this.jdbi = jdbi;
        this.notifications = notifications;
        this.preferences = preferences;
    }

    /** The one that is due longest, which nobody else is given; empty when none is. */
    public Optional<Due> take(Channel channel) {
        return jdbi.withHandle(handle -> notifications.take(handle, channel, UUID.randomUUID(), LEASE));
    }

    /** Takes it for another {@link #LEASE}; false when it is no longer the caller's to send. */
    public boolean keep(Due due) {
        return jdbi.withHandle(handle -> notifications.keep(handle, due, LEASE));
    }

    public void sent(Due due, String subject) {
        jdbi.useHandle(handle -> notifications.sent(handle, due.notificationId(), subject));
    }

    /** It will never be sent. */
    public void failed(Due due, String reason) {
        jdbi.useHandle(handle -> notifications.end(handle, due, "failed", reason));
    }

    /** Its reader does not want it. */
    public void withheld(Due due) {
        jdbi.useHandle(handle -> notifications.end(handle, due, "withheld", null));
    }

    /** It was tried in vain, and is to be again after the wait. */
    public void later(Due due, Duration wait, String reason) {
        jdbi.useHandle(handle -> notifications.release(handle, due, due.attempts() + 1, wait, reason));
    }

    /** It was not even tried. */
    public void putBack(Due due) {
        jdbi.useHandle(handle -> notifications.release(handle, due, due.attempts(), Duration.ZERO, null));
    }

    /** What the reader wants; the common for whom it is nobody's. */
    public Preferences preferences(Due due) {
        return due.customerId() == null
                ? Preferences.NONE
                : jdbi.withHandle(handle -> preferences.find(handle, due.customerId()))
                        .orElse(Preferences.NONE);
    }
}
