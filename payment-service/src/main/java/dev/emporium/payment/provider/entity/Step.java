package dev.emporium.payment.provider.entity;

import java.util.Locale;

/** What a provider is asked for. */
public enum Step {
    AUTHORISE,
    /** How things stand. */
    ASK,
    CAPTURE,
    VOID,
    REFUND;

    public static Step of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
