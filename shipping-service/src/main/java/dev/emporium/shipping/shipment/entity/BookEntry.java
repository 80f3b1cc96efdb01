package dev.emporium.shipping.shipment.entity;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;

/** What became of an order's shipment, for who compares books. */
@Schema(name = "ShipmentBookEntry")
public record BookEntry(UUID orderId, ShipmentStatus status) {}
