package dev.emporium.order.reconciliation.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.operations.Books.Difference;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SightingsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final UUID FIRST = new UUID(1, -9);
    private static final UUID SECOND = new UUID(1, -8);
    /** For PostgreSQL the last of all, for Java's own order the first. */
    private static final UUID LAST = new UUID(-1, 0);

    private final Sightings sightings = new Sightings();

    private void look(long second, Map<UUID, String> found) {
        sightings.look(null, null, found, NOW.plusSeconds(second));
    }

    @Test
    void countWhenBothSidesHaveSaidTheSameForLongEnough() {
        look(0, Map.of(FIRST, "a"));
        assertThat(sightings.settled(NOW.plusSeconds(19))).isEmpty();
        look(10, Map.of(FIRST, "b"));
        look(20, Map.of(FIRST, "b"));
        assertThat(sightings.settled(NOW.plusSeconds(29))).isEmpty();
        assertThat(sightings.settled(NOW.plusSeconds(30))).containsExactly(new Difference(FIRST, "b"));
    }

    @Test
    void beginAnewWhenItWasRightMeanwhile() {
        look(0, Map.of(FIRST, "a"));
        look(10, Map.of());
        look(20, Map.of(FIRST, "a"));
        assertThat(sightings.settled(NOW.plusSeconds(39))).isEmpty();
    }

    @Test
    void areKeptOfAThousandAndNoMore() {
        Map<UUID, String> many = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            many.put(new UUID(2, i), "a");
        }
        look(0, many);
        many.put(FIRST, "a");
        look(20, many);
        assertThat(sightings.settled(NOW.plusSeconds(40)))
                .hasSize(1000)
                .extracting(Difference::subjectId)
                .doesNotContain(FIRST);
        many.replaceAll((id, detail) -> "b");
        look(40, many);
        assertThat(sightings.settled(NOW.plusSeconds(60)))
                .hasSize(1000)
                .extracting(Difference::detail)
                .containsOnly("b");
    }

    @Test
    void areKnownOfWhatWasNotLookedAt() {
        look(0, Map.of(FIRST, "a", SECOND, "a", LAST, "a"));
        sightings.look(FIRST, SECOND, Map.of(), NOW.plusSeconds(10));
        assertThat(sightings.settled(NOW.plusSeconds(20)))
                .extracting(Difference::subjectId)
                .containsExactly(FIRST, LAST);
        assertThat(sightings.notLookedAt(NOW.plusSeconds(10))).contains(FIRST);
        sightings.look(null, FIRST, Map.of(FIRST, "a"), NOW.plusSeconds(10));
        assertThat(sightings.notLookedAt(NOW.plusSeconds(10))).contains(LAST);
        sightings.look(SECOND, null, Map.of(), NOW.plusSeconds(10));
        assertThat(sightings.notLookedAt(NOW.plusSeconds(10))).isEmpty();
    }
}
