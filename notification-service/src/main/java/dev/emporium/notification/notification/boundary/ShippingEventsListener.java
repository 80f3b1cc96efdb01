package dev.emporium.notification.notification.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.notification.notification.control.Notice;
import dev.emporium.notification.notification.control.Notices;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.Map;
import java.util.UUID;

/** Hears that parcels have left. That they have arrived the order says. */
public final class ShippingEventsListener {
    public static final String TOPIC = "shipping.events";

    private final Telling telling;

    public ShippingEventsListener(Notices notices, ObjectMapper json) {
        this.telling = new Telling(notices, json);
    }

    public Map<String, MessageHandler> handlers() {
        return Map.of(
                "shipment.dispatched",
                telling.of(
                        Dispatched.class,
                        (heard, parcel) -> Notice.orderShipped(
                                heard, parcel.orderId, parcel.shipmentId, parcel.trackingNumber, parcel.trackingUrl)));
    }

    /** @param trackingUrl null when the carrier has no page for it */
    record Dispatched(UUID orderId, UUID shipmentId, String trackingNumber, String trackingUrl) {}
}
