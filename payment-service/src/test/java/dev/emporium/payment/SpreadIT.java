package dev.emporium.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.platform.testing.TestMigration;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.UniqueKeys;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/scale.md says of spreading the tables by order. */
class SpreadIT {
    /** As the version before writes them, which knows of what is a payment's the payment alone. */
    private static final String BY_THE_VERSION_BEFORE =
            """
            with p as (
                insert into payments (payment_id, order_id, provider, status, currency, amount_minor, captured_minor,
                    refunding_minor, created_at, updated_at)
                select uuidv7(), uuidv7(), 'simulated', 'captured', 'EUR', 100, 100, 40, now(), now()
                from generate_series(1, :count) returning payment_id
            )
            select payment_id, gen_random_uuid() as refund_id into temporary paid from p;
            insert into refunds (refund_id, payment_id, amount_minor, reason, status, created_at, updated_at)
            select refund_id, payment_id, 40, null, 'pending', now(), now() from paid on conflict do nothing;
            insert into provider_calls as known
                (call_id, payment_id, step, refund_id, idempotency_key, token, due_at)
            select uuidv7(), payment_id, 'refund', refund_id, payment_id || ':refund:' || refund_id, null, now() from paid
            on conflict (idempotency_key) do update
                set settled_at = null, due_at = excluded.due_at, attempts = 0
                where known.settled_at is not null and known.step not in ('authorise', 'refund');
            insert into ledger_entries (entry_id, payment_id, cause, debit, credit, currency, amount_minor)
            select uuidv7(), payment_id, 'captured', 'receivable', 'sales', 'EUR', 100 from paid;
            drop table paid
            """;

    private static final int STEPS = 2_100;

    /** The first goes with the version before; of which order an event is, is known only once it is heard. */
    @Test
    void everyKeyHasTheOrderButThoseThatTheDocumentationNames() {
        assertThat(UniqueKeys.without(TestDatabase.create().jdbi(), "order_id"))
                .containsExactly("provider_calls_idempotency_key_key", "webhook_events_pkey");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refunds", "provider_calls", "ledger_entries"})
    void whatTheVersionBeforeHasWrittenAndWritesHasItsOrder(String table) throws Exception {
        String url = TestPostgres.create().jdbcUrl();
        Jdbi jdbi = Jdbi.create(url, "postgres", "");
        try (TestMigration migration = new TestMigration(url)) {
            migration.runUntil("payment-0011");
            write(jdbi, STEPS);
            migration.run();
        }
        write(jdbi, 1);

        int filled = jdbi.withHandle(
                handle -> handle.createQuery("select count(*) from <table> join payments using (order_id, payment_id)")
                        .define("table", table)
                        .mapTo(Integer.class)
                        .one());
        assertThat(filled).isEqualTo(STEPS + 1);
    }

    private static void write(Jdbi jdbi, int count) {
        jdbi.useTransaction(
                handle -> handle.createScript(BY_THE_VERSION_BEFORE.replace(":count", String.valueOf(count)))
                        .execute());
    }
}
