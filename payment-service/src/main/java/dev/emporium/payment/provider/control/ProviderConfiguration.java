package dev.emporium.payment.provider.control;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.MaxDuration;
import io.dropwizard.validation.MinDuration;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/**
 * Which provider holds the money, and how it is reached.
 *
 * @param name {@code simulated} or {@code stripe}
 * @param url where it is
 * @param secretKey what we show it; the simulated one asks for none
 * @param webhookSecret what it signs webhooks with
 * @param timeout how long it may take over an answer
 * @param confirmWithin how long a buyer may take over confirming
 * @param askAfter how often it is asked whether they have, beside its webhooks
 * @param returnUrl where a bank sends buyers once they have decided
 */
public record ProviderConfiguration(
        @NotNull @Pattern(regexp = "simulated|stripe") String name,
        @NotNull URI url,
        String secretKey,
        @NotEmpty String webhookSecret,
        @NotNull
                @MinDuration(value = 100, unit = TimeUnit.MILLISECONDS)
                @MaxDuration(value = 15, unit = TimeUnit.SECONDS)
                Duration timeout,
        @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS) Duration confirmWithin,
        @NotNull @MinDuration(value = 100, unit = TimeUnit.MILLISECONDS) Duration askAfter,
        @NotNull URI returnUrl) {

    /** With real money nothing is left to what everybody knows. */
    @ValidationMethod(message = "secretKey and a webhookSecret of one's own are needed for stripe")
    public boolean isComplete() {
        return !"stripe".equals(name)
                || secretKey != null && !secretKey.isBlank() && !"whsec_simulated".equals(webhookSecret);
    }

    @Override
    public String toString() {
        return "ProviderConfiguration[%s at %s, secrets REDACTED]".formatted(name, url);
    }
}
