package dev.emporium.product;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.platform.service.ServiceConfiguration;
import dev.emporium.product.search.control.SearchConfiguration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/** What product-service is configured with. */
public final class ProductConfiguration extends ServiceConfiguration {
    @Min(0)
    @JsonProperty
    private long lowStockThreshold;

    @Valid
    @NotNull
    @JsonProperty
    private SearchConfiguration search;

    /** Below how many that can be ordered a product has run low; 0 for never. */
    long lowStockThreshold() {
        return lowStockThreshold;
    }

    /** The search engine beside the database, if there is one. */
    SearchConfiguration search() {
        return search;
    }
}
