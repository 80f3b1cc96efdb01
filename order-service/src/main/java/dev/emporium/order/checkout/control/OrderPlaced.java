package dev.emporium.order.checkout.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderLine;
import dev.emporium.order.ordering.entity.Reading;
import dev.emporium.platform.Money;
import java.util.List;
import java.util.UUID;

/**
 * Tells that an order has come in, and is not decided yet.
 *
 * @param locale what the buyer reads; not said when it is null
 */
record OrderPlaced(
        UUID orderId,
        UUID customerId,
        @JsonInclude(JsonInclude.Include.NON_NULL) Reading locale,
        List<Line> lines,
        Shipping shipping,
        Money total) {
    static final String TYPE = "order.placed";

    record Line(UUID productId, String sku, String name, long quantity, Money unitPrice, Money lineTotal) {
        static Line from(OrderLine line) {
            return new Line(
                    line.productId(), line.sku(), line.name(), line.quantity(), line.unitPrice(), line.lineTotal());
        }
    }

    record Shipping(String method, Money price) {}

    static OrderPlaced from(Order order, Reading locale) {
        return new OrderPlaced(
                order.orderId(),
                order.customerId(),
                locale,
                order.lines().stream().map(Line::from).toList(),
                new Shipping(order.shipping().method(), order.shipping().price()),
                order.total());
    }
}
