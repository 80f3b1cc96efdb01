package dev.emporium.product.search.control;

import dev.emporium.product.search.entity.FoundListings;
import dev.emporium.product.search.entity.SearchWordRepository;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** As PostgreSQL does it; the same is asked of Elasticsearch in {@link ElasticsearchIT}. */
class RelevanceIT {
    @Test
    void putsFirstWhatPeopleLookFor() {
        Relevance.judge(new ProductSearch(
                Relevance.JDBI,
                new FoundListings(),
                new SearchWordRepository(),
                new SearchCounts(new PrometheusRegistry()),
                Optional.empty()));
    }
}
