package dev.emporium.payment.payment.entity;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * Some of what was taken, to be given back.
 *
 * @param amount in minor units of the payment's currency
 * @param reason in the words of whoever has asked for it, or null
 */
public record Refund(UUID refundId, long amount, String reason, Status status, Instant createdAt) {

    /** What has become of it. */
    public enum Status {
        /** Nothing is taken yet that it could be given back from. */
        WAITING,
        /** Set aside, and asked of the provider. */
        PENDING,
        REFUNDED,
        FAILED;

        public static Status of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
