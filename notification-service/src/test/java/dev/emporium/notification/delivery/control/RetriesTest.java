package dev.emporium.notification.delivery.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static final Instant SINCE = Instant.parse("2026-11-21T10:00:00Z");
    private final Retries retries = new Retries(Duration.ofDays(2));

    @Test
    void waitTwiceAsLongEachTimeUpToAQuarterOfAnHour() {
        assertThat(IntStream.rangeClosed(0, 12).mapToLong(attempts -> retries.after(attempts, SINCE, SINCE)
                        .orElseThrow()
                        .toSeconds()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 900L, 900L, 900L);
    }

    @Test
    void endWhenItHasBecomeTooOld() {
        Instant end = SINCE.plus(Duration.ofDays(2));
        assertThat(retries.after(0, SINCE, end.minusMillis(1))).isPresent();
        assertThat(retries.after(0, SINCE, end)).isEmpty();
        assertThat(retries.after(1000, SINCE, end)).isEmpty();
    }
}
