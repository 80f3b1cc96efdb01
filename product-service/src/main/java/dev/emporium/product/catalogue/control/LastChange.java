package dev.emporium.product.catalogue.control;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.concurrent.atomic.AtomicLong;

/** When this process changed something last: what was read before that counts for nothing. Thread safe. */
final class LastChange {
    private final Ticker clock;
    private final AtomicLong changedAt;

    LastChange(Ticker clock) {
        this.clock = clock;
        this.changedAt = new AtomicLong(clock.read() - 1);
    }

    /** To be called once a change is committed. */
    void isNow() {
        // who has read the clock before another may come to this after it
        changedAt.accumulateAndGet(clock.read(), (known, now) -> now - known > 0 ? now : known);
    }

    /** Whether it was before that moment of the clock. */
    boolean isBefore(long moment) {
        return moment - changedAt.get() > 0;
    }
}
