package dev.emporium.customer.account.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Json;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.testing.Plans;
import dev.emporium.platform.testing.TestDatabase;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.Test;

/** However many have registered this week, what somebody has sent to do so is found when their account is deleted. */
class CreateOncePlansIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Jdbi JDBI =
            Jdbi.create(DATABASE.jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());

    @Test
    void whatMadeAnAccountIsFoundByAnIndex() {
        JDBI.useHandle(handle -> {
            handle.execute(
                    """
                    insert into idempotency_keys (caller, key, key_hash, request_hash, resource_id)
                    select '', 'sha256:' || n, sha256(cast(n::text as bytea)), '', uuidv7() from generate_series(1, 20000) n
                    """);
            handle.execute("analyze idempotency_keys");
        });
        assertThat(Plans.of(JDBI, handle -> new Idempotency(Json.mapper()).forgetWhatMade(handle, UUID.randomUUID())))
                .contains("idempotency_keys_by_resource");
    }
}
