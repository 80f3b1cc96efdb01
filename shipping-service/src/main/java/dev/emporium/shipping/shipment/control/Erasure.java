package dev.emporium.shipping.shipment.control;

import dev.emporium.platform.security.ErasedCustomers;
import dev.emporium.shipping.shipment.entity.ShipmentRepository;
import java.time.Clock;
import java.util.Collection;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Takes out of the shipments of deleted accounts what leads to an address: the tracking number, once they are over. One under
 * way keeps it, and loses it with the move that ends it. The address itself is never kept here. Thread safe.
 */
public final class Erasure {
    private final ErasedCustomers erased = new ErasedCustomers();
    private final ShipmentRepository shipments;
    private final Clock clock;

    public Erasure(ShipmentRepository shipments, Clock clock) {
        this.shipments = shipments;
        this.clock = clock;
    }

    /** Erases these customers, for now and for shipments that are over later; again is no matter. */
    public void erase(Handle transaction, Collection<UUID> customerIds) {
        erased.add(transaction, customerIds, clock.instant());
        // whoever moves one of them is waited for: it is over then, or its next move finds the customer erased
        shipments.erase(transaction, shipments.lockThoseOf(transaction, customerIds));
    }
}
