package dev.emporium.shipping.shipment.entity;

import dev.emporium.platform.Origin;
import java.time.LocalDate;
import java.util.UUID;

/**
 * A shipment that needs a label.
 *
 * @param attempts how often the carrier was asked, this time included
 * @param made for which request, in which trace
 */
public record Unlabelled(
        UUID shipmentId, UUID orderId, int parcel, String method, LocalDate deliverOn, int attempts, Origin made) {

    /** What the carrier is to know it by: another one for each parcel, the same for each attempt. */
    public String key() {
        return key(shipmentId, parcel);
    }

    static String key(UUID shipmentId, int parcel) {
        return shipmentId + "/" + parcel;
    }
}
