package dev.emporium.platform.messaging;

import dev.emporium.platform.Origin;
import java.util.UUID;

/**
 * A message to be sent: where to, what it is, whom it is about and what it says.
 *
 * @param key the aggregate's id; messages with the same key arrive in the order in which they were written
 * @param data what becomes the event's {@code data}
 * @param requestId the request that caused it, or null
 */
public record Outgoing(String topic, String type, UUID key, Object data, String requestId, String traceparent) {

    /** A message caused by the request that this thread is answering. */
    public static Outgoing of(String topic, String type, UUID key, Object data) {
        return of(Origin.present(), topic, type, key, data);
    }

    /** A message that goes on with something from elsewhere. */
    public static Outgoing of(Origin origin, String topic, String type, UUID key, Object data) {
        return new Outgoing(topic, type, key, data, origin.requestId(), origin.traceparent());
    }

    /** A message caused by another message, whose request id and trace it carries on. */
    public static Outgoing inReplyTo(Message cause, String topic, String type, UUID key, Object data) {
        return of(cause.origin(), topic, type, key, data);
    }
}
