package dev.emporium.simulators;

import java.util.Arrays;

/** The cards that there are, by their tokens, and what becomes of a charge. Each other one is declined. */
enum Token {
    OK("tok_ok"),
    VISA("tok_visa"),
    DECLINED("tok_declined"),
    INSUFFICIENT_FUNDS("tok_insufficient_funds"),
    /** As good as the first two, after a while. */
    SLOW("tok_slow"),
    /** The charge is made, and the first one who asked is told nothing. */
    TIMEOUT_THEN_OK("tok_timeout_then_ok"),
    /** The charge is made, and the first one who asked is told of an error. */
    ERROR_THEN_OK("tok_error_then_ok"),
    /** A webhook tells of it before the answer does, and again after it. */
    DUPLICATE_WEBHOOK("tok_duplicate_webhook"),
    /** The buyer must confirm on a page. */
    BUYER_CONFIRMS("tok_3ds"),
    /** The same, but the page never comes to an end. */
    BUYER_IS_GONE("tok_3ds_abandoned");

    private final String text;

    Token(String text) {
        this.text = text;
    }

    static Token of(String text) {
        return Arrays.stream(values())
                .filter(token -> token.text.equals(text))
                .findFirst()
                .orElse(DECLINED);
    }

    /** What a charge with it is at first. */
    String status() {
        return switch (this) {
            case DECLINED, INSUFFICIENT_FUNDS -> Intent.DECLINED;
            case BUYER_CONFIRMS, BUYER_IS_GONE -> Intent.REQUIRES_ACTION;
            default -> Intent.REQUIRES_CAPTURE;
        };
    }

    /** Why it is declined, or null. */
    String declineCode() {
        return switch (this) {
            case DECLINED -> "card_declined";
            case INSUFFICIENT_FUNDS -> "insufficient_funds";
            default -> null;
        };
    }
}
