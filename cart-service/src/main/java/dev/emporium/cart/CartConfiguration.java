package dev.emporium.cart;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.platform.service.ServiceConfiguration;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.constraints.NotNull;
import java.net.URI;

/** The platform's configuration, and where the catalogue is. */
public final class CartConfiguration extends ServiceConfiguration {
    @NotNull
    @JsonProperty
    private URI productService;

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
