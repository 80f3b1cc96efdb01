package dev.emporium.shipping.shipment.entity;

import dev.emporium.platform.Origin;
import java.util.UUID;

/**
 * A shipment that was called off after the carrier had been asked for its label, which is to be voided.
 *
 * @param attempts how often the carrier was asked to, this time included
 * @param made for which request, in which trace
 */
public record CalledOff(UUID shipmentId, UUID orderId, int parcel, int attempts, Origin made) {

    /** What the carrier knows it by. */
    public String key() {
        return Unlabelled.key(shipmentId, parcel);
    }
}
