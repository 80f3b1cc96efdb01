package dev.emporium.shipping.shipment.entity;

import java.util.UUID;

/**
 * A shipment that was called off after the carrier had been asked for its label, which is to be voided.
 *
 * @param attempts how often the carrier was asked to, this time included
 */
public record CalledOff(UUID shipmentId, UUID orderId, int parcel, int attempts) {

    /** What the carrier knows it by. */
    public String key() {
        return Unlabelled.key(shipmentId, parcel);
    }
}
