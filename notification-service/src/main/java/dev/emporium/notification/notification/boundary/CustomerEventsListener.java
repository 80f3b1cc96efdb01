package dev.emporium.notification.notification.boundary;

import dev.emporium.notification.notification.control.Notice;
import dev.emporium.notification.notification.control.Notices;
import dev.emporium.notification.notification.control.NotificationErasure;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.Map;

/** Hears what becomes of accounts: their own id is all that these messages say. */
public final class CustomerEventsListener {
    public static final String TOPIC = "customer.events";

    private final Notices notices;
    private final NotificationErasure erasure;

    public CustomerEventsListener(Notices notices, NotificationErasure erasure) {
        this.notices = notices;
        this.erasure = erasure;
    }

    public Map<String, MessageHandler> handlers() {
        return Map.of(
                "customer.registered",
                (transaction, messages) -> notices.note(
                        transaction, messages.stream().map(Notice::welcome).toList()),
                "customer.password_changed",
                (transaction, messages) -> notices.note(
                        transaction,
                        messages.stream().map(Notice::passwordChanged).toList()),
                "customer.deleted",
                (transaction, messages) -> erasure.erase(
                        transaction, messages.stream().map(Message::subject).toList()));
    }
}
