package dev.emporium.shipping.shipment.entity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The states of a shipment; {@link Move} has the ways between them. */
public enum ShipmentStatus {
    CREATED,
    DISPATCHED,
    IN_TRANSIT,
    DELIVERED,
    LOST,
    /** Its order was called off before it left. */
    CANCELLED;

    /** @throws IllegalArgumentException for a word that is no state */
    @JsonCreator
    public static ShipmentStatus of(String word) {
        for (ShipmentStatus status : values()) {
            if (status.word().equals(word)) {
                return status;
            }
        }
        throw new IllegalArgumentException(
                "must be one of created, dispatched, in_transit, delivered, lost, cancelled");
    }

    /** Whether it is still to get somewhere. */
    public boolean isUnderWay() {
        return this == CREATED || this == DISPATCHED || this == IN_TRANSIT;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
