package dev.emporium.notification.notification.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.notification.notification.control.Notice;
import dev.emporium.notification.notification.control.Notices;
import dev.emporium.platform.Money;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.Map;
import java.util.UUID;

/** Hears that money is given back, and that it has not arrived. */
public final class PaymentEventsListener {
    public static final String TOPIC = "payment.events";

    private final Telling telling;

    public PaymentEventsListener(Notices notices, ObjectMapper json) {
        this.telling = new Telling(notices, json);
    }

    public Map<String, MessageHandler> handlers() {
        return Map.of(
                "payment.refunded",
                telling.of(
                        Refunded.class,
                        (heard, refund) -> Notice.refunded(heard, refund.orderId, refund.refundId, refund.amount)),
                "payment.refund_failed",
                telling.of(
                        Refunded.class,
                        (heard, refund) -> Notice.refundFailed(heard, refund.orderId, refund.refundId, refund.amount)));
    }

    /** @param amount of this refund */
    record Refunded(UUID orderId, UUID refundId, Money amount) {}
}
