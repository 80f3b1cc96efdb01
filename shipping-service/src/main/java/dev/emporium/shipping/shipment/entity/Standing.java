package dev.emporium.shipping.shipment.entity;

import dev.emporium.platform.Origin;
import java.util.UUID;

/**
 * Where a shipment stands, as who moves it must know.
 *
 * @param trackingNumber null while there is no label
 * @param parcel above 1 when it is sent again
 * @param made for which request, in which trace
 */
public record Standing(
        UUID shipmentId,
        UUID orderId,
        ShipmentStatus status,
        int parcel,
        String trackingNumber,
        String trackingUrl,
        Origin made) {}
