package dev.emporium.customer.key.control;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;

/**
 * How signing keys follow each other.
 *
 * @param rotation how long a key signs
 * @param lead how long a key is published before it signs: longer than verifiers keep what they have read
 * @param reload how soon a replica sees the key that another one made
 * @param tokenLife how long an access token is good, and so how long a key is published after it has signed its last
 */
public record KeyConfiguration(
        @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS) Duration rotation,
        @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS) Duration lead,
        @NotNull @MinDuration(value = 100, unit = TimeUnit.MILLISECONDS) Duration reload,
        @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS) Duration tokenLife) {}
