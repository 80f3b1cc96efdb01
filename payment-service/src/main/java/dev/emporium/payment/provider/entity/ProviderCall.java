package dev.emporium.payment.provider.entity;

import dev.emporium.platform.Money;
import dev.emporium.platform.Origin;
import java.util.UUID;

/**
 * Something that a provider is asked for, as often as it takes, always under the same key.
 *
 * @param reference what the provider calls the payment, or null before it has said so
 * @param refundId null where it is no refund
 * @param amount of the payment, or of the refund
 * @param token what the provider knows the card by; null where the step needs none
 * @param attempts this one included
 * @param origin of the refund where it is one, and else of the payment
 */
public record ProviderCall(
        UUID paymentId,
        UUID orderId,
        String provider,
        String reference,
        Step step,
        UUID refundId,
        String key,
        Money amount,
        String token,
        int attempts,
        Origin origin) {

    /** The key of a step: the same however often it is asked for. */
    public static String key(UUID paymentId, Step step, UUID refundId) {
        return paymentId + ":" + step.word() + (refundId == null ? "" : ":" + refundId);
    }

    @Override
    public String toString() {
        return "ProviderCall[%s, attempt %d]".formatted(key, attempts);
    }
}
