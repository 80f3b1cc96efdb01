package dev.emporium.payment.provider.control;

import dev.emporium.platform.Ids;
import java.util.UUID;

/**
 * What a provider tells by itself. It is taken for no more than a hint that something has changed: whatever it says, the
 * provider is asked.
 *
 * @param eventId the provider's own
 * @param paymentId whose payment it is about, or null when it is about none of ours
 * @param refundId the refund of it that has failed, or null
 */
public record WebhookEvent(String eventId, UUID paymentId, UUID refundId) {
    private static final int LONGEST_ID = 255;

    /** @throws InvalidWebhookException when the id cannot be kept */
    public WebhookEvent {
        if (eventId == null || eventId.isEmpty() || eventId.length() > LONGEST_ID || eventId.indexOf('\0') >= 0) {
            throw new InvalidWebhookException("an event without an id");
        }
    }

    /**
     * @param payment what the provider was told as the payment's id; anything
     * @param failedRefund what it was told as that of a refund that has failed; anything
     */
    static WebhookEvent of(String eventId, String payment, String failedRefund) {
        return new WebhookEvent(eventId, id(payment), id(failedRefund));
    }

    private static UUID id(String reference) {
        try {
            return Ids.parse(reference);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
