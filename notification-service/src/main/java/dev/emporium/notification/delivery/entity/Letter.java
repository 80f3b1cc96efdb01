package dev.emporium.notification.delivery.entity;

import dev.emporium.notification.notification.entity.Language;
import java.util.UUID;

/**
 * What is sent. Personal: never logged.
 *
 * @param to an e-mail address or a telephone number
 * @param subject of one line, whatever was put into it
 * @param text in a text message all of it
 * @param html null in a text message
 * @param requestId of the request that caused it, null when none is known
 */
public record Letter(
        UUID notificationId,
        String to,
        Language language,
        String subject,
        String text,
        String html,
        String requestId,
        String traceparent) {

    @Override
    public String toString() {
        return "Letter[" + notificationId + "]";
    }
}
