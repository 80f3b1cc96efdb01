package dev.emporium.product.stock.entity;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;

/**
 * What became of an order's wish for stock, for who compares books.
 *
 * @param pieces how many of all products are set aside for it, or sold and not come back; else what that was last
 */
@Schema(name = "ReservationBookEntry")
public record BookEntry(UUID orderId, ReservationState state, long pieces) {}
