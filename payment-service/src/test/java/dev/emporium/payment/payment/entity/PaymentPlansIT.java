package dev.emporium.payment.payment.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Json;
import dev.emporium.platform.testing.Plans;
import dev.emporium.platform.testing.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many there are, a payment and what is of it is found by an index, be it by its own id or by its order's. */
class PaymentPlansIT {
    private static final Jdbi JDBI =
            Jdbi.create(TestDatabase.create().jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());
    private static final UUID ID = UUID.randomUUID();

    private final PaymentRepository payments = new PaymentRepository(Json.mapper());
    private final Refund refund = new Refund(ID, 1, null, Refund.Status.WAITING, Instant.now());
    private final Map<String, Consumer<Handle>> statements = Map.of(
            "find", handle -> payments.find(handle, ID, null),
            "lock", handle -> payments.lock(handle, ID),
            "lock by order", handle -> payments.lockThatOf(handle, ID),
            "list by order", handle -> payments.list(handle, ID, null, null, 20),
            "list by customer", handle -> payments.list(handle, null, ID, null, 20),
            "list", handle -> payments.list(handle, null, null, ID, 20),
            "ask for capture", handle -> payments.askForCapture(handle, List.of(ID)),
            "fail refund", handle -> payments.failRefund(handle, ID, ID, Instant.now()),
            "settle refund", handle -> payments.settleRefund(handle, ID, ID, Refund.Status.REFUNDED, Instant.now()));

    @BeforeAll
    static void thereAreMany() {
        JDBI.useHandle(handle -> {
            handle.execute(
                    """
                    with p as (
                        insert into payments (payment_id, order_id, customer_id, provider, status, currency, amount_minor,
                            captured_minor, created_at, updated_at)
                        select uuidv7(), uuidv7(), uuidv7(), 'simulated', 'captured', 'EUR', 1, 1, now(), now()
                        from generate_series(1, 3000) returning order_id, payment_id
                    )
                    insert into refunds (refund_id, order_id, payment_id, amount_minor, status, created_at, updated_at)
                    select uuidv7(), order_id, payment_id, 1, 'waiting', now(), now() from p
                    """);
            handle.execute("analyze");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "find",
                "lock",
                "lock by order",
                "list by order",
                "list by customer",
                "list",
                "ask for capture",
                "fail refund",
                "settle refund"
            })
    void readNoTableFromEndToEnd(String statement) {
        assertThat(Plans.of(JDBI, statements.get(statement))).contains("Index");
    }
}
