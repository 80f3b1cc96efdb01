package dev.emporium.shipping.shipment.control;

import dev.emporium.platform.postal.Address;
import java.util.Optional;
import java.util.UUID;

/** Who knows where orders go. */
@FunctionalInterface
public interface Deliveries {
    /**
     * The address of an order; empty when it was erased, or there never was such an order.
     *
     * @throws dev.emporium.platform.client.RemoteServiceException when who knows is away
     */
    Optional<Address> addressOf(UUID orderId);
}
