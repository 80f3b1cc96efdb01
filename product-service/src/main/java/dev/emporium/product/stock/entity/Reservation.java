package dev.emporium.product.stock.entity;

import java.util.List;
import java.util.UUID;

/**
 * What became of an order's wish for stock.
 *
 * @param refusedProducts what was not to be had; empty unless it is rejected
 */
public record Reservation(UUID orderId, ReservationState state, List<UUID> refusedProducts) {
    public Reservation {
        refusedProducts = List.copyOf(refusedProducts);
    }
}
