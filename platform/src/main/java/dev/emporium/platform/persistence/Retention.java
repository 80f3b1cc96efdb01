package dev.emporium.platform.persistence;

import dev.emporium.platform.Uuid7;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToIntFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Clears away what has served: notes of applied messages once Kafka has long dropped the messages (its topics keep
 * them 7 days), and idempotency keys that nobody will use again. Safe to run on every replica at once.
 */
public final class Retention implements Runnable {
    private static final Duration INBOX = Duration.ofDays(14);
    private static final Duration KEYS = Duration.ofDays(7);
    private static final int BATCH = 10_000;
    private final Jdbi jdbi;
    private final Clock clock;

    public Retention(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    @Override
    public void run() {
        Instant now = clock.instant();
        delete("inbox", "message_id < ?", Uuid7.floor(now.minus(INBOX)));
        delete("idempotency_keys", "created_at < ?", now.minus(KEYS));
    }

    private void delete(String table, String condition, Object bound) {
        String sql = "delete from %1$s where ctid = any(array(select ctid from %1$s where %2$s limit %3$d))"
                .formatted(table, condition, BATCH);
        inSteps(jdbi, BATCH, handle -> handle.execute(sql, bound));
    }

    /**
     * Deletes step by step, each by itself, until one finds less than it may delete.
     *
     * @param most that a step deletes
     * @param step returns how many it has deleted
     */
    public static void inSteps(Jdbi jdbi, int most, ToIntFunction<Handle> step) {
        int deleted;
        do {
            deleted = jdbi.withHandle(step::applyAsInt);
        } while (deleted == most);
    }
}
