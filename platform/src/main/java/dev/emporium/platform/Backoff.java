package dev.emporium.platform;

import java.time.Duration;

/** Waiting times that double from failure to failure up to a limit. Used by one thread. */
public final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private Duration next = FIRST;

    public Duration afterFailure() {
        Duration wait = next;
        next = wait.compareTo(LIMIT.dividedBy(2)) > 0 ? LIMIT : wait.multipliedBy(2);
        return wait;
    }

    public void reset() {
        next = FIRST;
    }
}
