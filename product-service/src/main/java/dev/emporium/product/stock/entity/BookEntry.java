package dev.emporium.product.stock.entity;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;

/** What became of an order's wish for stock, for who compares books. */
@Schema(name = "ReservationBookEntry")
public record BookEntry(UUID orderId, ReservationState state) {}
