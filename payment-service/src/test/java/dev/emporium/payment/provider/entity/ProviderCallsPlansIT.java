package dev.emporium.payment.provider.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Money;
import dev.emporium.platform.Origin;
import dev.emporium.platform.testing.Plans;
import dev.emporium.platform.testing.TestDatabase;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** However many are open, one is found by its id: also by statistics that were made when none was. */
class ProviderCallsPlansIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Jdbi JDBI =
            Jdbi.create(DATABASE.jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());

    private final ProviderCalls calls = new ProviderCalls();
    private final ProviderCall call = new ProviderCall(
            UUID.randomUUID(),
            UUID.randomUUID(),
            "simulated",
            null,
            Step.AUTHORISE,
            null,
            "key",
            Money.of(1, "EUR"),
            null,
            1,
            Origin.present());

    @BeforeAll
    static void manyAreOpenSinceTheStatisticsWereMade() {
        JDBI.useHandle(handle -> {
            add(handle, "now()");
            handle.execute("analyze");
            add(handle, "null");
        });
    }

    private static void add(Handle handle, String settledAt) {
        handle.execute(
                """
                with p as (
                    insert into payments (payment_id, order_id, provider, status, currency, amount_minor, created_at, updated_at)
                    select uuidv7(), uuidv7(), 'simulated', 'pending', 'EUR', 1, now(), now()
                    from generate_series(1, 2000) returning payment_id
                )
                insert into provider_calls (call_id, payment_id, step, idempotency_key, due_at, settled_at)
                select uuidv7(), payment_id, 'authorise', payment_id, now(), %s from p
                """
                        .formatted(settledAt));
    }

    @Test
    void oneIsSettledByItsId() {
        assertThat(Plans.of(JDBI, handle -> calls.settle(handle, Map.of(call, "authorised"), Instant.now())))
                .contains("using provider_calls_pkey")
                .doesNotContain("provider_calls_due");
    }

    @Test
    void oneIsPostponedByItsId() {
        assertThat(Plans.of(JDBI, handle -> calls.postpone(handle, call, "unknown", Instant.now(), Instant.now())))
                .contains("using provider_calls_pkey")
                .doesNotContain("provider_calls_due");
    }
}
