package dev.emporium.product.transfer.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.testing.Plans;
import dev.emporium.platform.testing.TestDatabase;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.Test;

/** Each replica looks every second for files that are old enough to go: however many there are, by an index. */
class ImportPlansIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Jdbi JDBI =
            Jdbi.create(DATABASE.jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());

    @Test
    void whatIsOldIsFoundByWhenItEnded() {
        JDBI.useHandle(handle -> {
            handle.execute(
                    """
                    insert into imports (import_id, format, currency, dry_run, status, actor_id, finished_at)
                    select uuidv7(), 'ndjson', 'EUR', false, 'completed', uuidv7(), now() from generate_series(1, 20000)
                    """);
            handle.execute("analyze imports");
        });
        assertThat(Plans.of(JDBI, handle -> new ImportRepository()
                        .expire(handle, Duration.ofDays(30), Duration.ofHours(6))))
                .contains("imports_finished_at");
    }
}
