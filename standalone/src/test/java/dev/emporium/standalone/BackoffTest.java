package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff();

    @Test
    void waitsTwiceAsLongEachTimeUpToFifteenSeconds() {
        assertThat(Stream.generate(() -> backoff.after(Duration.ofSeconds(1)).toMillis())
                        .limit(8))
                .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 15000L, 15000L, 15000L);
    }

    @Test
    void beginsAgainAfterAHealthyLife() {
        backoff.after(Duration.ZERO);
        backoff.after(Duration.ZERO);

        assertThat(backoff.after(Duration.ofSeconds(30))).hasMillis(500);
        assertThat(backoff.after(Duration.ZERO)).hasMillis(1000);
    }
}
