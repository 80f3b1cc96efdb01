package dev.emporium.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static List<Long> waits(Backoff backoff, int failures) {
        return Stream.generate(backoff::afterFailure)
                .limit(failures)
                .map(Duration::toMillis)
                .toList();
    }

    @Test
    void waitsTwiceAsLongAfterEachFailureUpToTheLimit() {
        assertThat(waits(new Backoff(Duration.ofSeconds(1)), 7))
                .containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L, 1_000L);
    }

    @Test
    void beginsAnewAfterASuccess() {
        Backoff backoff = new Backoff();
        waits(backoff, 3);
        backoff.reset();
        assertThat(waits(backoff, 2)).containsExactly(100L, 200L);
    }
}
