package dev.emporium.shipping;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.platform.service.ServiceConfiguration;

/** What shipping-service is configured with. */
public final class ShippingConfiguration extends ServiceConfiguration {
    @JsonProperty
    private String rates;

    /** The file of the table of rates; null or empty for the one that the service brings along. */
    String rates() {
        return rates;
    }
}
