package dev.emporium.shipping.shipment.entity;

import java.time.LocalDate;
import java.util.UUID;

/**
 * A shipment that needs a label.
 *
 * @param attempts how often the carrier was asked, this time included
 */
public record Unlabelled(UUID shipmentId, UUID orderId, int parcel, String method, LocalDate deliverOn, int attempts) {

    /** What the carrier is to know it by: another one for each parcel, the same for each attempt. */
    public String key() {
        return key(shipmentId, parcel);
    }

    static String key(UUID shipmentId, int parcel) {
        return shipmentId + "/" + parcel;
    }
}
