package dev.emporium.notification.notification.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.notification.notification.control.Notice;
import dev.emporium.notification.notification.control.Notices;
import dev.emporium.notification.notification.entity.OrderSummary;
import dev.emporium.notification.notification.entity.OrderSummaryRepository.Ordered;
import dev.emporium.platform.Money;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Hears what becomes of orders, and what was ordered. */
public final class OrderEventsListener {
    public static final String TOPIC = "order.events";

    private final Notices notices;
    private final ObjectMapper json;
    private final Telling telling;

    public OrderEventsListener(Notices notices, ObjectMapper json) {
        this.notices = notices;
        this.json = json;
        this.telling = new Telling(notices, json);
    }

    public Map<String, MessageHandler> handlers() {
        return Map.of(
                "order.placed",
                this::placed,
                "order.confirmed",
                telling.of(Order.class, (heard, order) -> Notice.orderConfirmed(heard, order.orderId())),
                "order.rejected",
                telling.of(
                        Rejected.class, (heard, order) -> Notice.orderRejected(heard, order.orderId(), order.reason())),
                "order.cancelled",
                telling.of(Order.class, (heard, order) -> Notice.orderCancelled(heard, order.orderId())),
                "order.delivered",
                telling.of(Order.class, (heard, order) -> Notice.orderDelivered(heard, order.orderId())),
                "order.returned",
                telling.of(Order.class, (heard, order) -> Notice.orderReturned(heard, order.orderId())));
    }

    private void placed(Handle transaction, List<Message> messages) {
        notices.keep(
                transaction,
                messages.stream()
                        .map(message -> message.read(json, Placed.class, Placed::ordered))
                        .toList());
        notices.note(
                transaction,
                messages.stream()
                        .map(message -> Notice.orderReceived(message, message.subject()))
                        .toList());
    }

    /** Which order it is about: all that most events say. */
    record Order(UUID orderId) {}

    record Rejected(UUID orderId, String reason) {}

    /** @param shipping null when the order says nothing of it */
    record Placed(UUID orderId, UUID customerId, String locale, List<Line> lines, Shipping shipping, Money total) {
        Placed {
            Objects.requireNonNull(orderId, "order_id");
        }

        Ordered ordered() {
            List<OrderSummary.Line> ordered = lines.stream()
                    .map(line -> new OrderSummary.Line(line.name, line.quantity, line.lineTotal))
                    .toList();
            Money price = shipping == null ? null : shipping.price;
            return new Ordered(orderId, customerId, locale, new OrderSummary(ordered, price, total));
        }
    }

    record Line(String name, int quantity, Money lineTotal) {}

    record Shipping(Money price) {}
}
