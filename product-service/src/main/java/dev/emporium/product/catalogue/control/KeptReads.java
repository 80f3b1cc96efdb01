package dev.emporium.product.catalogue.control;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.emporium.platform.metrics.CacheCounts;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.function.ToIntBiFunction;

/**
 * What was read, each with the moment when it was asked for, given again for as long as that moment will do. Many who want
 * one at once wait for one read. Thread safe, bounded by size.
 */
final class KeptReads<K, V> {
    private final LongSupplier moment;
    private final SharedReads<K, Kept<V>> reads;

    private record Kept<V>(V value, long askedAt) {}

    /**
     * @param size of one, in the same measure as {@code most}
     * @param longest that one is kept
     * @param moment of the clock from which on things are as they are read next
     * @param will whether what was so at that moment may be given still; asks nobody and waits for nobody
     */
    KeptReads(
            ToIntBiFunction<K, V> size,
            long most,
            Duration longest,
            LongSupplier moment,
            LongPredicate will,
            CacheCounts lookups,
            Ticker clock) {
        this.moment = moment;
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

    /**
     * The same, read if it is not at hand.
     *
     * @param read as it was at that moment, or later
     */
    V read(K key, LongFunction<V> read) {
        return reads.read(key, () -> {
                    long asked = moment.getAsLong();
                    return new Kept<>(read.apply(asked), asked);
                })
                .value();
    }
}
