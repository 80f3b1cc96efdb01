package dev.emporium.platform.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CircuitsTest {
    /** A test cannot set the time of day, but see that it is not asked for. */
    @Test
    void aCircuitIsClosedAgainWhateverBecomesOfTheTimeOfDay() {
        CircuitBreaker circuit = Circuits.of("other", 10, Duration.ofSeconds(2));
        Clock clock = circuit.getCircuitBreakerConfig().getClock();
        long before = System.nanoTime();
        Instant now = clock.instant();
        assertThat(Duration.between(Instant.EPOCH, now).toNanos()).isBetween(before, System.nanoTime());
    }
}
