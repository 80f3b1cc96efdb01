package dev.emporium.platform.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.testing.TestDatabase;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class RetentionIT {
    private final TestDatabase database = TestDatabase.create();

    @Test
    void clearsAwayWhatHasServedInStepsAndLeavesTheRest() {
        database.jdbi().useHandle(handle -> {
            handle.execute(
                    """
                    insert into idempotency_keys (caller, key, request_hash, created_at)
                    select 'me', 'sha256:' || n, '', now() - make_interval(days => case when n > 20010 then 6 else 8 end)
                    from generate_series(1, 20015) n
                    """);
            handle.execute(
                    """
                    insert into inbox (message_id)
                    select uuidv7(make_interval(days => case when n > 20010 then -13 else -15 end))
                    from generate_series(1, 20015) n
                    """);
        });
        new Retention(database.jdbi(), Clock.systemUTC()).run();
        assertThat(count("idempotency_keys")).isEqualTo(5);
        assertThat(count("inbox")).isEqualTo(5);
    }

    private int count(String table) {
        return database.jdbi().withHandle(handle -> handle.createQuery("select count(*) from " + table)
                .mapTo(Integer.class)
                .one());
    }
}
