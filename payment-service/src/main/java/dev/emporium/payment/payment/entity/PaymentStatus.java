package dev.emporium.payment.payment.entity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The states of a payment; {@link Move} has the ways between them. */
public enum PaymentStatus {
    /** The provider has not said yet. */
    PENDING,
    /** The buyer must confirm. */
    ACTION_REQUIRED,
    /** The money is held. */
    AUTHORISED,
    /** The money is taken, and some of it may be given back. */
    CAPTURED,
    /** The bank has said no, or the buyer never said yes. */
    DECLINED,
    /** Nothing is held any more. */
    VOIDED,
    /** All that was taken is given back. */
    REFUNDED,
    /** The provider does not handle it. */
    FAILED;

    public static PaymentStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Whether the provider may still have something to say of its own. */
    public boolean isOpen() {
        return this == PENDING || this == ACTION_REQUIRED || this == AUTHORISED;
    }

    /** Whether nothing is held, and nothing will be. */
    public boolean isNothing() {
        return this == DECLINED || this == VOIDED || this == FAILED;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
