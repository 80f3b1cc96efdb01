package dev.emporium.order.checkout.entity;

import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.Order;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What a step begins with: a command, as far as it is known before the checkout that it is for.
 *
 * @param data what the other service must know of the order, and of what it is paid with: what the provider knows the
 *     buyer's card by, or null once that is sent
 */
public record Ask(String topic, String type, BiFunction<Order, String, Object> data) {

    static Ask stock(String type, Function<Order, Object> data) {
        return new Ask(Command.STOCK, type, (order, token) -> data.apply(order));
    }

    static Ask payment(String type, BiFunction<Order, String, Object> data) {
        return new Ask(Command.PAYMENT, type, data);
    }

    public Command with(String paymentToken) {
        return new Command(topic, type, order -> data.apply(order, paymentToken));
    }
}
