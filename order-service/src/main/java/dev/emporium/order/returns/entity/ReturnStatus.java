package dev.emporium.order.returns.entity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The states of a return: its owner asks for it, staff say whether they take it, and that it is here or never came. */
public enum ReturnStatus {
    REQUESTED,
    ACCEPTED,
    REFUSED,
    RECEIVED;

    /** @throws IllegalArgumentException for a word that is no state */
    @JsonCreator
    public static ReturnStatus of(String word) {
        for (ReturnStatus status : values()) {
            if (status.word().equals(word)) {
                return status;
            }
        }
        throw new IllegalArgumentException("must be one of requested, accepted, refused, received");
    }

    /** Whether staff may set it to the other. */
    public boolean leadsTo(ReturnStatus next) {
        return switch (this) {
            case REQUESTED -> next == ACCEPTED || next == REFUSED;
            case ACCEPTED -> next == RECEIVED || next == REFUSED;
            case REFUSED, RECEIVED -> false;
        };
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
