package dev.emporium.shipping.shipment.entity;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** A state that a shipment entered. */
@Schema(name = "ShipmentHistoryEntry")
public record HistoryEntry(Instant at, ShipmentStatus status) {}
