package dev.emporium.shipping.shipment.control;

import dev.emporium.platform.postal.Address;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** Who knows where orders go. */
@FunctionalInterface
public interface Deliveries {
    /**
     * The addresses of these orders, a hundred at most, without those that were erased, and those of no order.
     *
     * @throws dev.emporium.platform.client.RemoteServiceException when who knows is away
     */
    Map<UUID, Address> addressesOf(Collection<UUID> orderIds);
}
