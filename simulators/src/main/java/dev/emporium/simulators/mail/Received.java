package dev.emporium.simulators.mail;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;

/**
 * A mail, or a text message, as it is kept.
 *
 * @param id 1 for the first that ever came
 * @param channel {@code mail} or {@code sms}
 * @param to whom the sender gave it for, comma separated if several
 * @param name the {@code Message-ID}, or the {@code Idempotency-Key}: by which one is known that comes a second time
 * @param headers in their order; none of a text message
 * @param html null when there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Received(
        long id,
        String channel,
        String to,
        String name,
        String subject,
        Instant receivedAt,
        Map<String, String> headers,
        String text,
        String html) {}
