package dev.emporium.platform;

import java.time.Duration;

/** Waiting times that double from failure to failure up to a limit. Used by one thread. */
public final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(100);
    private final Duration limit;
    private Duration next = FIRST;

    /** Up to two seconds. */
    public Backoff() {
        this(Duration.ofSeconds(2));
    }

    public Backoff(Duration limit) {
        this.limit = limit;
    }

    public Duration afterFailure() {
        Duration wait = next;
        next = wait.compareTo(limit.dividedBy(2)) > 0 ? limit : wait.multipliedBy(2);
        return wait;
    }

    public void reset() {
        next = FIRST;
    }
}
