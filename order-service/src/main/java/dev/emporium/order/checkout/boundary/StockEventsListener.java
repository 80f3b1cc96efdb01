package dev.emporium.order.checkout.boundary;

import dev.emporium.order.checkout.control.Checkout;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Hears what became of the stock that orders asked for. */
public final class StockEventsListener {
    public static final String TOPIC = "product.events";

    private final Checkout checkout;

    public StockEventsListener(Checkout checkout) {
        this.checkout = checkout;
    }

    public Map<String, MessageHandler> handlers() {
        return Map.of(
                "stock.reserved", (transaction, messages) -> checkout.stockReserved(transaction, byOrder(messages)),
                "stock.rejected", (transaction, messages) -> checkout.stockRejected(transaction, byOrder(messages)));
    }

    private static Map<UUID, Message> byOrder(List<Message> messages) {
        Map<UUID, Message> byOrder = new LinkedHashMap<>();
        messages.forEach(message -> byOrder.put(message.subject(), message));
        return byOrder;
    }
}
