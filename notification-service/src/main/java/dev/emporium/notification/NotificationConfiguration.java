package dev.emporium.notification;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.platform.client.ServiceTokenConfiguration;
import dev.emporium.platform.service.ServiceConfiguration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

/** What notification-service is configured with. */
public final class NotificationConfiguration extends ServiceConfiguration {
    @Valid
    @NotNull
    @JsonProperty
    private ServiceTokenConfiguration serviceToken;

    /** With what it asks others in its own name. */
    ServiceTokenConfiguration serviceToken() {
        return serviceToken;
    }
}
