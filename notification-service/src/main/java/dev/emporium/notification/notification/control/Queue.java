package dev.emporium.notification.notification.control;

import dev.emporium.notification.notification.entity.Channel;
import dev.emporium.notification.notification.entity.Due;
import dev.emporium.notification.notification.entity.NotificationRepository;
import dev.emporium.notification.notification.entity.PreferenceRepository;
import dev.emporium.notification.notification.entity.Preferences;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/**
 * What there is to send, some at a time, for any number of senders. Each call is a transaction of its own: what is sent is
 * sent between two of them. Whoever dies with notifications in hand leaves them to the next once their {@link #LEASE} is over.
 * Thread safe.
 */
public final class Queue {
    /** Longer than it takes to ask for an address. For as long as something is handed over it is kept again and again. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    private final Jdbi jdbi;
    private final NotificationRepository notifications;
    private final PreferenceRepository preferences;

    public Queue(Jdbi jdbi, NotificationRepository notifications, PreferenceRepository preferences) {
        this.jdbi = jdbi;
        this.notifications = notifications;
        this.preferences = preferences;
    }

    /** Those that are due longest, which nobody else is given; none when none is. */
    public List<Due> take(Channel channel, int most) {
        return jdbi.withHandle(handle -> notifications.take(handle, channel, most, UUID.randomUUID(), LEASE));
    }

    /** Takes them for another {@link #LEASE}; returns which of them are still the caller's to send. */
    public Set<UUID> keep(Collection<Due> due) {
        return jdbi.withHandle(handle -> notifications.keep(handle, due, LEASE));
    }

    /** @param subjects of what was sent, by notification */
    public void sent(Map<UUID, String> subjects) {
        jdbi.useHandle(handle -> notifications.sent(handle, subjects));
    }

    /** It will never be sent. */
    public void failed(Due due, String reason) {
        jdbi.useHandle(handle -> notifications.end(handle, List.of(due), "failed", reason));
    }

    /** Their readers do not want them. */
    public void withheld(Collection<Due> due) {
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

    /** What readers want, by customer, as far as they have said it. */
    public Map<UUID, Preferences> preferences(Collection<Due> due) {
        Set<UUID> customerIds =
                due.stream().map(Due::customerId).filter(Objects::nonNull).collect(Collectors.toSet());
        return customerIds.isEmpty() ? Map.of() : jdbi.withHandle(handle -> preferences.find(handle, customerIds));
    }
}
