package dev.emporium.cart.cart.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.cart.cart.control.OrderedItems;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Hears that orders are confirmed, and has what they contain taken out of the carts that they were placed from. */
public final class OrderEventsListener implements MessageHandler {
    private final OrderedItems orderedItems;
    private final ObjectMapper json;

    public OrderEventsListener(OrderedItems orderedItems, ObjectMapper json) {
        this.orderedItems = orderedItems;
        this.json = json;
    }

    /** Most orders are placed from no cart. */
    @Override
    public boolean concerns(Message message) {
        return !message.saysNo("cart_id");
    }

    @Override
    public void handle(Handle transaction, List<Message> messages) {
        List<OrderedItems.Line> lines = messages.stream()
                .map(message -> message.read(json, OrderConfirmed.class))
                .flatMap(OrderConfirmed::ordered)
                .toList();
        if (!lines.isEmpty()) {
            orderedItems.takeOut(transaction, lines);
        }
    }

    /** @param cartId the cart that the order was placed from, if there was one */
    record OrderConfirmed(UUID cartId, List<OrderedLine> lines) {
        OrderConfirmed {
            lines = List.copyOf(lines);
        }

        Stream<OrderedItems.Line> ordered() {
            return lines.stream()
                    .filter(line -> cartId != null)
                    .map(line -> new OrderedItems.Line(cartId, line.productId, line.quantity));
        }
    }

    /** So many of a product. */
    record OrderedLine(UUID productId, int quantity) {
        OrderedLine {
            Objects.requireNonNull(productId, "product_id");
            if (quantity < 1) {
                throw new IllegalArgumentException("quantity must be at least 1");
            }
        }
    }
}
