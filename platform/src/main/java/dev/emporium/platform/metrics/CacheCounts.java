package dev.emporium.platform.metrics;

/** Counts what a cache has and has not. Thread safe. */
public final class CacheCounts {
    private final Runnable hits;
    private final Runnable misses;

    CacheCounts(Runnable hits, Runnable misses) {
        this.hits = hits;
        this.misses = misses;
    }

    public void count(boolean isHit) {
        (isHit ? hits : misses).run();
    }
}
