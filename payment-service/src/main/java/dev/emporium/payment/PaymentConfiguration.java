package dev.emporium.payment;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.payment.provider.control.ProviderConfiguration;
import dev.emporium.platform.service.ServiceConfiguration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/** What payment-service is configured with. */
public final class PaymentConfiguration extends ServiceConfiguration {
    @Valid
    @NotNull
    @JsonProperty
    private ProviderConfiguration provider;

    @Min(1)
    @Max(256)
    @JsonProperty
    private int callsAtOnce;

    ProviderConfiguration provider() {
        return provider;
    }

    /** How many calls to the provider are made beside each other. */
    int callsAtOnce() {
        return callsAtOnce;
    }
}
