package dev.emporium.order.ordering.control;

import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.security.ErasedCustomers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Takes out of the orders of deleted accounts what says whose they were: address, e-mail, and the answers that are kept for
 * repeated requests. What was bought when and for how much stays, as the law of accounts asks. An order under way keeps its
 * address, since it is to be delivered, and loses it with the move that ends it, or 90 days after it was shipped. Thread safe.
 */
public final class Erasure {
    private static final Duration ARRIVING = Duration.ofDays(90);

    private final ErasedCustomers erased = new ErasedCustomers();
    private final OrderRepository orders;
    private final Idempotency idempotency;
    private final Clock clock;

    public Erasure(OrderRepository orders, Idempotency idempotency, Clock clock) {
        this.orders = orders;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /** Erases these customers, for now and for orders that are over later; again is no matter. */
    public void erase(Handle transaction, Collection<UUID> customerIds) {
        erased.add(transaction, customerIds, clock.instant());
        // whoever moves one of the orders is waited for: it is over then, or its next move finds the customer erased
        orders.erase(transaction, orders.lockThoseOf(transaction, customerIds), quiet());
        forget(transaction, customerIds);
    }

    /** Erases those of the moved orders that are over now, if their customers are erased. */
    void followUp(Handle transaction, List<Order> moved) {
        List<UUID> over = moved.stream()
                .filter(order -> !order.status().isUnderWay())
                .map(Order::orderId)
                .toList();
        if (!over.isEmpty()) {
            List<UUID> customerIds = orders.erase(transaction, over, quiet());
            if (!customerIds.isEmpty()) {
                forget(transaction, customerIds);
            }
        }
    }

    /** What was shipped by then and has not arrived is not going to: it was lost, and may have been paid back. */
    Instant quiet() {
        return clock.instant().minus(ARRIVING);
    }

    private void forget(Handle transaction, Collection<UUID> customerIds) {
        idempotency.forget(transaction, customerIds.stream().map(UUID::toString).toList());
    }
}
