package dev.emporium.standalone;

import java.time.Duration;

/** How long to wait before a process that died is started again. Not safe for use by several threads. */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(15);
    /** Who lived that long has not died of how it was started. */
    private static final Duration HEALTHY_LIFE = Duration.ofSeconds(30);

    private Duration next = FIRST;

    Duration after(Duration life) {
        Duration pause = life.compareTo(HEALTHY_LIFE) >= 0 ? FIRST : next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }
}
