package dev.emporium.shipping;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.platform.client.ServiceTokenConfiguration;
import dev.emporium.platform.service.ServiceConfiguration;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** What shipping-service is configured with. */
public final class ShippingConfiguration extends ServiceConfiguration {
    @JsonProperty
    private String rates;

    @NotNull
    @JsonProperty
    private URI orderService;

    @Valid
    @NotNull
    @JsonProperty
    private CarrierSettings carrier;

    @Valid
    @NotNull
    @JsonProperty
    private ServiceTokenConfiguration serviceToken;

    /** @param pace how long the simulated carrier takes from state to state; 0 when it moves nothing by itself */
    public record CarrierSettings(@NotNull @MinDuration(value = 0, unit = TimeUnit.SECONDS) Duration pace) {}

    /** The file of the table of rates; null or empty for the one that the service brings along. */
    String rates() {
        return rates;
    }

    URI orderService() {
        return orderService;
    }

    CarrierSettings carrier() {
        return carrier;
    }

    /** With what it asks others in its own name. */
    ServiceTokenConfiguration serviceToken() {
        return serviceToken;
    }
}
