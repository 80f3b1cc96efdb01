package dev.emporium.order;

import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderLine;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.order.ordering.entity.Shipping;
import dev.emporium.platform.Money;
import dev.emporium.platform.postal.Address;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Orders that are right in all that a test does not speak of. */
public final class AnOrder {
    private AnOrder() {}

    /** One that was just placed: a thing for 5.00 EUR, and 3.90 EUR for the parcel. */
    public static Order pending(UUID orderId, Instant at) {
        OrderLine line = new OrderLine(UUID.randomUUID(), "SKU-1", "Thing", 1, Money.of(500, "EUR"));
        return new Order(
                orderId,
                null,
                null,
                OrderStatus.PENDING,
                null,
                List.of(line),
                new Shipping("standard", Money.of(390, "EUR"), null),
                Money.of(890, "EUR"),
                null,
                new Address("Ada", "Main Street 1", null, "Berlin", null, "10115", "DE"),
                at,
                at);
    }
}
