package dev.emporium.platform;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import java.time.Instant;
import java.util.UUID;

/**
 * UUID version 7 (RFC 9562): ids that sort by the millisecond in which they were made, so that new rows go to the end of
 * an index. The other 74 bits are random in each one: who knows an id cannot guess its neighbours. Thread safe.
 */
public final class Uuid7 {
    private static final TimeBasedEpochRandomGenerator GENERATOR = Generators.timeBasedEpochRandomGenerator();

    private static final long LAST = (1L << 48) - 1;

    private Uuid7() {}

    public static UUID next() {
        return GENERATOR.generate();
    }

    /** When the id was made. */
    public static Instant time(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    /**
     * The smallest id that could have been made at the given millisecond: a bound for "older than" in a query. Before 1970 none
     * was made, nor can be beyond what 48 bits hold.
     */
    public static UUID floor(Instant moment) {
        long millis = Math.max(0, Math.min(LAST, moment.toEpochMilli()));
        return new UUID(millis << 16 | 0x7000L, 0x8000000000000000L);
    }
}
