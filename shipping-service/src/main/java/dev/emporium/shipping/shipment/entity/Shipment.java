package dev.emporium.shipping.shipment.entity;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * A shipment with all that became of it.
 *
 * @param trackingNumber null until there is a label, and once a deleted customer's is over
 * @param trackingUrl null where there is none
 * @param deliverOn the day that was wished for, or null
 */
public record Shipment(
        UUID shipmentId,
        UUID orderId,
        ShipmentStatus status,
        String method,
        String trackingNumber,
        String trackingUrl,
        LocalDate deliverOn,
        List<Item> items,
        List<HistoryEntry> history,
        Instant createdAt,
        Instant updatedAt) {
    public Shipment {
        items = List.copyOf(items);
        history = List.copyOf(history);
    }
}
