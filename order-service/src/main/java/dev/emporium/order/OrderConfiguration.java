package dev.emporium.order;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.order.checkout.control.OrderLimits;
import dev.emporium.platform.service.ServiceConfiguration;
import io.dropwizard.util.Duration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.net.URI;

/** What order-service is configured with. */
public final class OrderConfiguration extends ServiceConfiguration {
    @NotNull
    @JsonProperty
    private URI productService;

    @NotNull
    @JsonProperty
    private URI cartService;

    @Valid
    @NotNull
    @JsonProperty
    private CheckoutSettings checkout;

    @Valid
    @NotNull
    @JsonProperty
    private OrderLimits limits;

    /** @param timeout after which an order that is not decided is rejected */
    public record CheckoutSettings(@NotNull Duration timeout) {}

    URI productService() {
        return productService;
    }

    URI cartService() {
        return cartService;
    }

    OrderLimits limits() {
        return limits;
    }

    CheckoutSettings checkout() {
        return checkout;
    }
}
