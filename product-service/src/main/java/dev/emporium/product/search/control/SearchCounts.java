package dev.emporium.product.search.control;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Counts which engine answers what people search for by words. For watching alone. Thread safe. */
public final class SearchCounts {
    private final Counter searches;
    private final Counter fallbacks;

    public SearchCounts(PrometheusRegistry metrics) {
        this.searches = Counter.builder()
                .name("searches_total")
                .help("Searches by words, by the engine that answered")
                .labelNames("engine")
                .register(metrics);
        this.fallbacks = Counter.builder()
                .name("search_fallbacks_total")
                .help("Searches that PostgreSQL answered since Elasticsearch did not")
                .register(metrics);
        searches.initLabelValues(ProductSearch.POSTGRESQL);
    }

    void searched(String engine) {
        searches.labelValues(engine).inc();
    }

    void fellBack() {
        fallbacks.inc();
    }
}
