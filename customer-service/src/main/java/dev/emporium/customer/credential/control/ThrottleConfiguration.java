package dev.emporium.customer.credential.control;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;

/**
 * How many failed attempts are borne before waiting begins.
 *
 * @param hashesPerAddress how many password hashes an address may ask for in a minute, whatever comes of them
 * @param firstWait the first wait; each further failure doubles it, up to 15 minutes
 */
public record ThrottleConfiguration(
        @Min(2) int perAccount,
        @Min(2) int perAddress,
        @Min(1) int hashesPerAddress,
        @NotNull @MinDuration(value = 100, unit = TimeUnit.MILLISECONDS) Duration firstWait) {}
