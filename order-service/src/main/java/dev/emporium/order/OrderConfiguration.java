package dev.emporium.order;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.order.checkout.control.OrderLimits;
import dev.emporium.platform.client.ServiceTokenConfiguration;
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

    @NotNull
    @JsonProperty
    private URI shippingService;

    @NotNull
    @JsonProperty
    private URI paymentService;

    @Valid
    @NotNull
    @JsonProperty
    private ServiceTokenConfiguration serviceToken;

    @Valid
    @NotNull
    @JsonProperty
    private CheckoutSettings checkout;

    @Valid
    @NotNull
    @JsonProperty
    private OrderLimits limits;

    /**
     * @param timeout for each answer of another service that an order waits for, after which it is rejected
     * @param buyerTimeout the same for the buyer, who is to confirm the payment
     */
    public record CheckoutSettings(@NotNull Duration timeout, @NotNull Duration buyerTimeout) {}

    URI productService() {
        return productService;
    }

    URI cartService() {
        return cartService;
    }

    URI shippingService() {
        return shippingService;
    }

    URI paymentService() {
        return paymentService;
    }

    /** With what it asks others in its own name. */
    ServiceTokenConfiguration serviceToken() {
        return serviceToken;
    }

    OrderLimits limits() {
        return limits;
    }

    CheckoutSettings checkout() {
        return checkout;
    }
}
