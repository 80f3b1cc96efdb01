package dev.emporium.customer.credential.entity;

import java.time.Duration;
import java.time.Instant;

/**
 * How many failures are borne, and what follows.
 *
 * @param failures how many until the first wait
 * @param firstWait doubled by each further failure
 * @param longestWait beyond which it does not grow
 * @param forgottenAfter how long after the last failure all is forgotten; longer than the longest wait
 */
public record Limit(int failures, Duration firstWait, Duration longestWait, Duration forgottenAfter) {
    /** A wait that lasts until after this was begun by a clock that was wrong; others may differ by as much as the longest. */
    Instant latest(Instant now) {
        return now.plus(longestWait.multipliedBy(2));
    }
}
