package dev.emporium.shipping.shipment.control;

import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.client.RemoteServiceException;
import dev.emporium.platform.client.ServiceToken;
import dev.emporium.platform.postal.Address;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** order-service, asked in this service's own name. */
public final class RemoteDeliveries implements Deliveries {
    private final RemoteService orderService;
    private final ServiceToken token;

    public RemoteDeliveries(RemoteService orderService, ServiceToken token) {
        this.orderService = orderService;
        this.token = token;
    }

    private record Told(List<Delivery> items) {}

    private record Delivery(UUID orderId, Address shippingAddress) {}

    @Override
    public Map<UUID, Address> addressesOf(Collection<UUID> orderIds) {
        String ids = orderIds.stream().map(UUID::toString).collect(Collectors.joining(","));
        return orderService
                .get(orders -> orders.path("deliveries").with("ids", ids), token, Told.class)
                // not the orders are unknown to a version before, but the question: it goes on when that is gone
                .orElseThrow(() -> new RemoteServiceException("order-service does not tell of deliveries", null))
                .items()
                .stream()
                .collect(Collectors.toMap(Delivery::orderId, Delivery::shippingAddress));
    }
}
