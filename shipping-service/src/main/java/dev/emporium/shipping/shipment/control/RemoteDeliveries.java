package dev.emporium.shipping.shipment.control;

import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.client.ServiceToken;
import dev.emporium.platform.postal.Address;
import java.util.Optional;
import java.util.UUID;

/** order-service, asked in this service's own name. */
public final class RemoteDeliveries implements Deliveries {
    private final RemoteService orderService;
    private final ServiceToken token;

    public RemoteDeliveries(RemoteService orderService, ServiceToken token) {
        this.orderService = orderService;
        this.token = token;
    }

    private record Delivery(Address shippingAddress) {}

    @Override
    public Optional<Address> addressOf(UUID orderId) {
        return orderService
                .get(orders -> orders.path(orderId.toString()).path("delivery"), token, Delivery.class)
                .map(Delivery::shippingAddress);
    }
}
