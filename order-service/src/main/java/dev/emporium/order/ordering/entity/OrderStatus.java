package dev.emporium.order.ordering.entity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The states of an order; {@link Move} has the ways between them. */
public enum OrderStatus {
    PENDING,
    CONFIRMED,
    SHIPPED,
    DELIVERED,
    RETURNED,
    REJECTED,
    CANCELLED;

    /** @throws IllegalArgumentException for a word that is no state */
    @JsonCreator
    public static OrderStatus of(String word) {
        for (OrderStatus status : values()) {
            if (status.word().equals(word)) {
                return status;
            }
        }
        throw new IllegalArgumentException(
                "must be one of pending, confirmed, shipped, delivered, returned, rejected, cancelled");
    }

    /** As a query parameter. */
    public static OrderStatus fromString(String word) {
        return of(word);
    }

    /** Whether goods are still to go to the customer. */
    public boolean isUnderWay() {
        return this == PENDING || this == CONFIRMED || this == SHIPPED;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
