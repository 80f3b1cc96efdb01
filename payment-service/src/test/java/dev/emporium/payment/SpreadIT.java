package dev.emporium.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.platform.testing.UniqueKeys;
import org.junit.jupiter.api.Test;

/** What docs/scale.md says of spreading the tables by order. */
class SpreadIT {
    @Test
    void noKeyHasTheOrderButThatOfAPaymentsOrder() {
        assertThat(UniqueKeys.without(TestDatabase.create().jdbi(), "order_id"))
                .containsExactly(
                        "ledger_entries_payment_id_cause_refund_id_key",
                        "ledger_entries_pkey",
                        "payments_pkey",
                        "provider_calls_idempotency_key_key",
                        "provider_calls_open",
                        "provider_calls_pkey",
                        "refunds_pkey",
                        "webhook_events_pkey");
    }
}
