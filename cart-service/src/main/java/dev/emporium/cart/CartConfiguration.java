package dev.emporium.cart;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.cart.cart.entity.CartLimits;
import dev.emporium.platform.service.ServiceConfiguration;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** The platform's configuration, and where the catalogue is. */
public final class CartConfiguration extends ServiceConfiguration {
    @NotNull
    @JsonProperty
    private URI productService;

    @Valid
    @NotNull
    @JsonProperty
    private CartLimits limits;

    @NotNull
    @MinDuration(value = 1, unit = TimeUnit.HOURS)
    @JsonProperty
    private Duration expiry;

    CartLimits limits() {
        return limits;
    }

    /** After how long without a change a cart is cleared away. */
    java.time.Duration expiry() {
        return java.time.Duration.ofSeconds(expiry.toSeconds());
    }

    /** The product service's collection, its root path included. */
    public URI getProductService() {
        return productService;
    }

    public void setProductService(URI productService) {
        this.productService = productService;
    }

    @JsonIgnore
    @ValidationMethod(message = "productService (PRODUCT_SERVICE_URL) must be a URL such as http://host:8001/products")
    public boolean isProductServiceAnHttpUrl() {
        return productService == null
                || "http".equals(productService.getScheme()) && productService.getHost() != null
                || "https".equals(productService.getScheme()) && productService.getHost() != null;
    }
}
