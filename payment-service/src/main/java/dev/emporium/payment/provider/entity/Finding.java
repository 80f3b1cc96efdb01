package dev.emporium.payment.provider.entity;

import java.util.Locale;

/**
 * What a provider's answer says of a payment, or of the refund that was asked for.
 *
 * @param reference what the provider calls the payment, or null where it has not said
 * @param reason why it is declined or refused, or what is unknown, or null
 * @param actionUrl where the buyer must confirm, or null
 */
public record Finding(Kind kind, String reference, String reason, String actionUrl) {
    /** Why a payment is declined, in the words of {@code payment.declined}. */
    public static final String DECLINED = "declined";

    public static final String INSUFFICIENT_FUNDS = "insufficient_funds";
    public static final String NOT_CONFIRMED = "not_confirmed";

    /** How things stand at the provider. */
    public enum Kind {
        /** The money is held. */
        AUTHORISED,
        /** The buyer must confirm first. */
        ACTION_REQUIRED,
        /** The bank has said no. */
        DECLINED,
        /** The money is taken. */
        CAPTURED,
        /** Nothing is held, and nothing will be. */
        VOIDED,
        /** The refund is made. */
        REFUNDED,
        /** The provider does not do it, and would not another time. */
        REFUSED,
        /** Nobody knows yet: it is to be asked for again. */
        UNKNOWN;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Finding of(Kind kind, String reference) {
        return new Finding(kind, reference, null, null);
    }

    public static Finding declined(String reference, String reason) {
        return new Finding(Kind.DECLINED, reference, reason, null);
    }

    public static Finding actionRequired(String reference, String url) {
        return new Finding(Kind.ACTION_REQUIRED, reference, null, url);
    }

    public static Finding unknown(String what) {
        return new Finding(Kind.UNKNOWN, null, what, null);
    }

    public static Finding refused(String what) {
        return new Finding(Kind.REFUSED, null, what, null);
    }

    public boolean is(Kind other) {
        return kind == other;
    }
}
