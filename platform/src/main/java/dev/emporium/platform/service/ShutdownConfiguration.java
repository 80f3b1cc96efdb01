package dev.emporium.platform.service;

import io.dropwizard.util.Duration;

/**
 * How a service leaves.
 *
 * @param drainPeriod how long it goes on serving, while readiness already says {@code draining}, so that gateways
 *     notice before the port closes; absent means not at all
 */
public record ShutdownConfiguration(Duration drainPeriod) {
    public ShutdownConfiguration {
        drainPeriod = drainPeriod == null ? Duration.seconds(0) : drainPeriod;
    }
}
