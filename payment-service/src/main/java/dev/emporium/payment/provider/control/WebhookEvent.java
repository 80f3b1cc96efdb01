package dev.emporium.payment.provider.control;

import dev.emporium.platform.Ids;
import java.util.UUID;

/**
 * What a provider tells by itself. It is taken for no more than a hint that something has changed: whatever it says, the
 * provider is asked.
 *
 * @param eventId the provider's own
 * @param paymentId whose payment it is about, or null when it is about none of ours
 */
public record WebhookEvent(String eventId, UUID paymentId) {
    private static final int LONGEST_ID = 255;

    /** @throws InvalidWebhookException when the id cannot be kept */
    public WebhookEvent {
        if (eventId == null || eventId.isEmpty() || eventId.length() > LONGEST_ID || eventId.indexOf('\0') >= 0) {
            throw new InvalidWebhookException("an event without an id");
        }
    }

    /** @param reference what the provider was told as the payment's id; anything */
    static WebhookEvent of(String eventId, String reference) {
        try {
            return new WebhookEvent(eventId, Ids.parse(reference));
        } catch (IllegalArgumentException e) {
            return new WebhookEvent(eventId, null);
        }
    }
}
