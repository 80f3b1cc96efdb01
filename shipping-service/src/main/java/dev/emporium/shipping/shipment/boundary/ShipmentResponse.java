package dev.emporium.shipping.shipment.boundary;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.emporium.shipping.shipment.entity.HistoryEntry;
import dev.emporium.shipping.shipment.entity.Item;
import dev.emporium.shipping.shipment.entity.Shipment;
import dev.emporium.shipping.shipment.entity.ShipmentStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.annotation.Nullable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** A shipment as its owner and staff see it. */
public record ShipmentResponse(
        UUID shipmentId,
        UUID orderId,
        @Schema(description = "`cancelled` when the order was called off before it left") ShipmentStatus status,
        String method,
        @Schema(description = "null until the carrier has given it a label") @Nullable String trackingNumber,
        @Schema(format = "uri", description = "Where the carrier shows where it is")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                String trackingUrl,
        @Schema(description = "The day that was wished for") @JsonInclude(JsonInclude.Include.NON_NULL)
                LocalDate deliverOn,
        List<Item> items,
        List<HistoryEntry> history,
        Instant createdAt,
        Instant updatedAt) {

    static ShipmentResponse from(Shipment shipment) {
        return new ShipmentResponse(
                shipment.shipmentId(),
                shipment.orderId(),
                shipment.status(),
                shipment.method(),
                shipment.trackingNumber(),
                shipment.trackingUrl(),
                shipment.deliverOn(),
                shipment.items(),
                shipment.history(),
                shipment.createdAt(),
                shipment.updatedAt());
    }
}
