package dev.emporium.shipping.shipment.entity;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * An order that is to be sent.
 *
 * @param customerId whose; null for a guest
 * @param deliverOn the day that was wished for, or null
 */
public record Wish(UUID orderId, UUID customerId, String method, LocalDate deliverOn, List<Item> items) {
    public Wish {
        items = List.copyOf(items);
    }
}
