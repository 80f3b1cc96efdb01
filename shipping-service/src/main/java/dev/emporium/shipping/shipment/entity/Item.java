package dev.emporium.shipping.shipment.entity;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;

/** How many of a product are in it. */
@Schema(name = "ShipmentItem")
public record Item(UUID productId, long quantity) {}
