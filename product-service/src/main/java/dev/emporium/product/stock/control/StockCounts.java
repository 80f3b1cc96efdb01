package dev.emporium.product.stock.control;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Counts what became of the wishes of orders for stock. For watching alone. Thread safe. */
public final class StockCounts {
    private static final String RESERVED = "reserved";
    private static final String OUT_OF_STOCK = "out_of_stock";

    private final Counter reservations;

    public StockCounts(PrometheusRegistry metrics) {
        this.reservations = Counter.builder()
                .name("stock_reservations_total")
                .help("Orders whose goods were set aside, or were not there")
                .labelNames("outcome")
                .register(metrics);
        reservations.initLabelValues(RESERVED);
        reservations.initLabelValues(OUT_OF_STOCK);
    }

    void count(int reserved, int refused) {
        reservations.labelValues(RESERVED).inc(reserved);
        reservations.labelValues(OUT_OF_STOCK).inc(refused);
    }
}
