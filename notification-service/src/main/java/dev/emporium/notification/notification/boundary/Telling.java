package dev.emporium.notification.notification.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.notification.notification.control.Notice;
import dev.emporium.notification.notification.control.Notices;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.List;
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
        return ofEach(said, (message, data) -> List.of(notice.apply(message, data)));
    }

    /** Of each message of a type some notices, or none. */
    <T> MessageHandler ofEach(Class<T> said, BiFunction<Message, T, List<Notice>> told) {
        return (transaction, messages) -> notices.note(
                transaction,
                messages.stream()
                        .flatMap(message -> message.read(json, said, data -> told.apply(message, data)).stream())
                        .toList());
    }
}
