package dev.emporium.product.search.entity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Which share of the listings has a term, as far as the database knows: its statistics hold the most common ones, since it
 * last looked. It is asked once a minute. Thread safe.
 */
final class TermShares {
    private final Cache<Boolean, Map<String, Double>> common =
            Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(1)).build();

    /** Of listings with one of the terms, at most; 1 while the database knows nothing of the listings. */
    double of(Handle handle, Collection<String> terms) {
        Map<String, Double> shares = common.get(true, always -> read(handle));
        return shares.isEmpty()
                ? 1
                : terms.stream()
                        .mapToDouble(term -> shares.getOrDefault(term, 0.0))
                        .sum();
    }

    private static Map<String, Double> read(Handle handle) {
        return handle
                .createQuery(
                        """
                        select term, share from pg_stats, unnest(cast(cast(most_common_elems as text) as text[]),
                            most_common_elem_freqs) as common (term, share)
                        where schemaname = current_schema() and tablename = 'listings' and attname = 'terms'
                            and term is not null
                        """)
                .map((row, context) -> Map.entry(row.getString("term"), row.getDouble("share")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
