package dev.emporium.notification.notification.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.notification.notification.control.Notice;
import dev.emporium.notification.notification.control.Notices;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.function.BiFunction;

/** Makes what is heard something to tell. Thread safe. */
final class Telling {
    private final Notices notices;
    private final ObjectMapper json;

    Telling(Notices notices, ObjectMapper json) {
        this.notices = notices;
        this.json = json;
    }

    /**
     * Of each message of a type one notice.
     *
     * @param said what the messages' data are read as
     */
    <T> MessageHandler of(Class<T> said, BiFunction<Message, T, Notice> notice) {
        return (transaction, messages) -> notices.note(
                transaction,
                messages.stream()
                        .map(message -> message.read(json, said, data -> notice.apply(message, data)))
                        .toList());
    }
}
