package dev.emporium.product.catalogue.control;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.emporium.platform.metrics.CacheCounts;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.function.ToIntBiFunction;

/**
 * What was read, each with the moment when it was asked for, given again for as long as that moment will do. Many who want
 * one at once wait for one read. Thread safe, bounded by size.
 */
final class KeptReads<K, V> {
    private final Ticker clock;
    private final SharedReads<K, Kept<V>> reads;

    private record Kept<V>(V value, long askedAt) {}

    /**
     * @param size of one, in the same measure as {@code most}
     * @param longest that one is kept
     * @param will whether what was asked for then, by the clock, may be given still; asks nobody and waits for nobody
     */
    KeptReads(
            ToIntBiFunction<K, V> size,
            long most,
            Duration longest,
            LongPredicate will,
            CacheCounts lookups,
            Ticker clock) {
        this.clock = clock;
        this.reads = new SharedReads<>(
                Caffeine.newBuilder()
                        .maximumWeight(most)
                        .weigher((K key, Kept<V> one) -> size.applyAsInt(key, one.value))
                        .expireAfterWrite(longest)
                        .ticker(clock)
                        .executor(Runnable::run)
                        .buildAsync(),
                one -> will.test(one.askedAt),
                lookups);
    }

    /** What is at hand; asks nobody and waits for nobody. */
    Optional<V> glance(K key) {
        return reads.glance(key).map(Kept::value);
    }

    /** The same, read if it is not at hand. */
    V read(K key, Supplier<V> read) {
        return reads.read(key, () -> {
                    long asked = clock.read();
                    return new Kept<>(read.get(), asked);
                })
                .value();
    }
}
