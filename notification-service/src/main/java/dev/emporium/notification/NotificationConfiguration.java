package dev.emporium.notification;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.notification.delivery.control.SmtpConfiguration;
import dev.emporium.platform.client.ServiceTokenConfiguration;
import dev.emporium.platform.service.ServiceConfiguration;
import dev.emporium.platform.text.MailAddresses;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What notification-service is configured with. */
public final class NotificationConfiguration extends ServiceConfiguration {
    @Valid
    @NotNull
    @JsonProperty
    private ServiceTokenConfiguration serviceToken;

    @NotNull
    @JsonProperty
    private URI orderService;

    @NotNull
    @JsonProperty
    private URI customerService;

    @Valid
    @NotNull
    @JsonProperty
    private SmtpConfiguration smtp;

    @JsonProperty
    private String staffEmail;

    @JsonProperty
    private String smsGateway;

    @NotNull
    @MinDuration(value = 1, unit = TimeUnit.MINUTES)
    @JsonProperty
    private Duration giveUpAfter;

    /** With what it asks others in its own name. */
    ServiceTokenConfiguration serviceToken() {
        return serviceToken;
    }

    /** The order service's collection, its root path included. */
    URI orderService() {
        return orderService;
    }

    /** The customer service's, likewise. */
    URI customerService() {
        return customerService;
    }

    SmtpConfiguration smtp() {
        return smtp;
    }

    /** Where those who run the shop read; empty: they are not written to. */
    Optional<String> staffEmail() {
        return Optional.ofNullable(staffEmail).filter(address -> !address.isBlank());
    }

    /** Where text messages are handed over; empty: there are none. */
    Optional<URI> smsGateway() {
        return Optional.ofNullable(smsGateway).filter(url -> !url.isBlank()).map(URI::create);
    }

    /** How old a notification becomes that cannot be sent. */
    java.time.Duration giveUpAfter() {
        return giveUpAfter.toJavaDuration();
    }

    @JsonIgnore
    @ValidationMethod(message = "staffEmail (STAFF_EMAIL) must be an e-mail address, or empty")
    public boolean isStaffEmailAnAddress() {
        return staffEmail()
                .map(address -> MailAddresses.fault(address).isEmpty())
                .orElse(true);
    }

    @JsonIgnore
    @ValidationMethod(message = "smsGateway (SMS_GATEWAY_URL) must be a URL such as https://host/sms, or empty")
    public boolean isSmsGatewayAnHttpUrl() {
        return smsGateway == null || smsGateway.isBlank() || smsGateway.matches("https?://[^/\\s]+(/\\S*)?");
    }
}
