package dev.emporium.order.reconciliation.entity;

import dev.emporium.platform.operations.Books.Difference;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What was seen to differ, and since when it has been the same: what is on its way between two services differs too, but not
 * for long. Not thread safe.
 */
public final class Sightings {
    /** What both sides have said for so long counts. */
    public static final Duration SETTLED = Duration.ofSeconds(20);

    private static final int MOST = 1000;
    /** As PostgreSQL orders them; Java compares signed halves. */
    public static final Comparator<UUID> BY_ID = Comparator.comparing(
                    UUID::getMostSignificantBits, Long::compareUnsigned)
            .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

    private final NavigableMap<UUID, Sighting> seen = new TreeMap<>(BY_ID);

    private record Sighting(String detail, Instant since, Instant last) {}

    /**
     * Takes the place of what was known of the orders in a part of the books.
     *
     * @param after where it begins, or null for the beginning
     * @param to the last of it, or null for the end
     * @param found by order, in any order
     */
    public void look(UUID after, UUID to, Map<UUID, String> found, Instant now) {
        NavigableMap<UUID, Sighting> known = seen;
        if (after != null) {
            known = known.tailMap(after, false);
        }
        if (to != null) {
            known = known.headMap(to, true);
        }
        known.keySet().retainAll(found.keySet());
        found.forEach((id, detail) -> {
            Sighting before = seen.get(id);
            boolean isSame = before != null && before.detail().equals(detail);
            if (before != null || seen.size() < MOST) {
                seen.put(id, new Sighting(detail, isSame ? before.since() : now, now));
            }
        });
    }

    /** Forgets all. */
    public void clear() {
        seen.clear();
    }

    /** One that was not looked at again at this moment. */
    public Optional<UUID> notLookedAt(Instant now) {
        return seen.entrySet().stream()
                .filter(sighting -> sighting.getValue().last().isBefore(now))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** What has not changed for long enough, by order. */
    public List<Difference> settled(Instant now) {
        return seen.entrySet().stream()
                .filter(sighting -> !sighting.getValue().since().isAfter(now.minus(SETTLED)))
                .map(sighting ->
                        new Difference(sighting.getKey(), sighting.getValue().detail()))
                .toList();
    }
}
