package dev.emporium.notification.delivery.control;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long what was tried in vain waits: a second, then twice as long each time, up to a quarter of an hour, until it is
 * given up.
 *
 * @param giveUpAfter how old it becomes
 */
public record Retries(Duration giveUpAfter) {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int DOUBLINGS = 10;

    /** @param attempts that have failed before this one; empty when there is to be no other */
    Optional<Duration> after(int attempts, Instant since, Instant now) {
        Duration wait = FIRST.multipliedBy(1L << Math.min(attempts, DOUBLINGS));
        return now.isBefore(since.plus(giveUpAfter))
                ? Optional.of(wait.compareTo(LONGEST) < 0 ? wait : LONGEST)
                : Optional.empty();
    }
}
