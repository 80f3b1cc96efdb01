package dev.emporium.customer.credential.control;

import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;

/**
 * What a password's hash costs, and how much of that may go on at once. The least is OWASP's (Password Storage Cheat
 * Sheet): 19 MiB, 2 passes, 1 lane.
 *
 * @param atOnce how many hashes are computed at the same time: each takes a core
 * @param waiting how many more requests may wait for their turn
 * @param patience how long one waits for it
 */
public record PasswordConfiguration(
        @Min(19_456) @Max(1_048_576) int memoryKib,
        @Min(2) @Max(20) int passes,
        @Min(1) @Max(16) int lanes,
        @Min(1) @Max(64) int atOnce,
        @Min(0) @Max(200) int waiting,
        @NotNull @MinDuration(value = 0, unit = TimeUnit.SECONDS) Duration patience) {}
