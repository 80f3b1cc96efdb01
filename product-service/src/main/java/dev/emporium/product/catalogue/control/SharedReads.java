package dev.emporium.product.catalogue.control;

import com.github.benmanes.caffeine.cache.AsyncCache;
import dev.emporium.platform.metrics.CacheCounts;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What was read and is fresh is given again, and what many want at once is read by one for all. What is being read stands in
 * the cache, too, and can be forgotten. Thread safe.
 */
final class SharedReads<K, V> {
    private final AsyncCache<K, V> cache;
    private final Predicate<V> fresh;
    private final CacheCounts lookups;

    SharedReads(AsyncCache<K, V> cache, Predicate<V> fresh, CacheCounts lookups) {
        this.cache = cache;
        this.fresh = fresh;
        this.lookups = lookups;
    }

    /** What is at hand; asks nobody and waits for nobody. What is not will be {@linkplain #read read}, and counts there. */
    Optional<V> glance(K key) {
        CompletableFuture<V> known = cache.getIfPresent(key);
        if (known == null || !isFresh(known)) {
            return Optional.empty();
        }
        lookups.count(true);
        return Optional.of(known.getNow(null));
    }

    /**
     * What is at hand, or what is read now.
     *
     * @param read may give null for what there is not, which is not kept; what it throws goes to all who wait
     * @return null for what there is not
     */
    V read(K key, Supplier<V> read) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> known = knownOr(mine, key);
        lookups.count(known != mine);
        if (known != mine) {
            V theirs = await(known);
            if (isFresh(theirs)) {
                return theirs;
            }
            // whoever was waited for may have asked long ago; whoever asks next does so for all who have waited
            known = knownOr(mine, key);
        }
        return known == mine ? complete(mine, read) : await(known);
    }

    private CompletableFuture<V> knownOr(CompletableFuture<V> mine, K key) {
        return cache.asMap()
                .compute(key, (same, there) -> there == null || there.isDone() && !isFresh(there) ? mine : there);
    }

    private V complete(CompletableFuture<V> mine, Supplier<V> read) {
        try {
            V found = read.get();
            mine.complete(found);
            return found;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private static <T> T await(CompletableFuture<T> theirs) {
        try {
            return theirs.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private boolean isFresh(CompletableFuture<V> known) {
        return known.isDone() && !known.isCompletedExceptionally() && isFresh(known.getNow(null));
    }

    private boolean isFresh(V value) {
        return value != null && fresh.test(value);
    }
}
