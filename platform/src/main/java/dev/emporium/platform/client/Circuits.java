package dev.emporium.platform.client;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** Circuits that open when half of the last twenty calls have failed. */
public final class Circuits {
    /** Nobody sets it: by the time of day a circuit would stay open for as long as that is set back. */
    private static final Clock STEADY =
            ((InstantSource) () -> Instant.EPOCH.plusNanos(System.nanoTime())).withZone(ZoneOffset.UTC);

    private Circuits() {}

    /**
     * @param fewest calls that tell anything
     * @param open for how long nobody is called then
     */
    public static CircuitBreaker of(String name, int fewest, Duration open) {
        return CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(fewest)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(open)
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .clock(STEADY)
                        .build());
    }
}
