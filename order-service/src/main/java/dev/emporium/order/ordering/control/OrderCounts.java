package dev.emporium.order.ordering.control;

import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.platform.Money;
import dev.emporium.platform.Uuid7;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;

/**
 * Counts orders as they come to a state, their worth, and how long their decision took. After the commit, so a process that
 * dies then has not counted: these are for watching, the books are the database's. Thread safe.
 */
public final class OrderCounts {
    private final Counter orders;
    private final Counter worth;
    private final Histogram decisions;

    public OrderCounts(PrometheusRegistry metrics) {
        this.orders = Counter.builder()
                .name("orders_total")
                .help("Orders that came to a state")
                .labelNames("status")
                .register(metrics);
        this.worth = Counter.builder()
                .name("order_amount_total")
                .help("What these orders cost with shipping, in the currency's main unit")
                .labelNames("status", "currency")
                .register(metrics);
        this.decisions = Histogram.builder()
                .name("order_decision_duration_seconds")
                .help("From placing an order until it was confirmed or rejected, or its buyer was asked to confirm")
                .classicUpperBounds(.1, .25, .5, 1, 2.5, 5, 10, 30, 60)
                .classicOnly()
                .register(metrics);
        for (OrderStatus status : OrderStatus.values()) {
            orders.initLabelValues(status.word());
        }
    }

    /** An order was placed, or has moved. */
    public void came(Order order) {
        String status = order.status().word();
        Money total = order.total();
        orders.labelValues(status).inc();
        worth.labelValues(status, total.currencyCode()).inc(new BigDecimal(total.amount()).doubleValue());
    }

    /** The platform has done its part for these orders, whose ids say when they were asked for. */
    public void decided(Collection<UUID> orderIds, Instant now) {
        orderIds.forEach(orderId ->
                decisions.observe(Duration.between(Uuid7.time(orderId), now).toMillis() / 1000.0));
    }
}
