package dev.emporium.product;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.platform.service.ServiceConfiguration;
import jakarta.validation.constraints.Min;

/** What product-service is configured with. */
public final class ProductConfiguration extends ServiceConfiguration {
    @Min(0)
    @JsonProperty
    private long lowStockThreshold;

    /** Below how many that can be ordered a product has run low; 0 for never. */
    long lowStockThreshold() {
        return lowStockThreshold;
    }
}
