package dev.emporium.shipping;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.platform.client.ServiceTokenConfiguration;
import dev.emporium.platform.service.ServiceConfiguration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

/** What shipping-service is configured with. */
public final class ShippingConfiguration extends ServiceConfiguration {
    @JsonProperty
    private String rates;

    @Valid
    @NotNull
    @JsonProperty
    private ServiceTokenConfiguration serviceToken;

    /** The file of the table of rates; null or empty for the one that the service brings along. */
    String rates() {
        return rates;
    }

    /** With what it asks others in its own name. */
    ServiceTokenConfiguration serviceToken() {
        return serviceToken;
    }
}
