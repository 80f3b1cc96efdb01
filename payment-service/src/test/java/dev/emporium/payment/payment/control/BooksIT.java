package dev.emporium.payment.payment.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.operations.Books;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger, and what is found when somebody damages a row by hand. */
class BooksIT {
    private Rig rig;
    private UUID captured;
    private UUID buyer;
    private UUID pending;

    @BeforeEach
    void paymentsOfEveryKind(@TempDir Path folder) {
        rig = new Rig(folder);
        captured = paid("tok_ok");
        rig.capture(captured);
        rig.work();
        rig.refund(captured, UUID.randomUUID(), 500);
        rig.work();
        UUID refunded = paid("tok_ok");
        rig.capture(refunded);
        rig.work();
        rig.letGo(refunded);
        rig.letGo(paid("tok_ok"));
        rig.work();
        rig.letGo(UUID.randomUUID());
        paid("tok_declined");
        paid("tok_ok");
        buyer = paid("tok_3ds");
        pending = UUID.randomUUID();
        rig.authorise(pending, "tok_ok");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private UUID paid(String token) {
        UUID orderId = UUID.randomUUID();
        rig.authorise(orderId, token);
        rig.work();
        return orderId;
    }

    /** What is found, by check: the orders. */
    private Map<String, List<UUID>> differences() {
        rig.books.run();
        return rig.books.differences().entrySet().stream()
                .filter(check -> !check.getValue().isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, check -> check.getValue().stream()
                        .map(Books.Difference::subjectId)
                        .toList()));
    }

    @Test
    void fitWhateverHasBecomeOfPayments() {
        assertThat(differences()).isEmpty();
    }

    @Test
    void everyAmountCanBeRebuiltFromTheLedger() {
        String rebuilt =
                """
                select count(*) from payments p where currency is not null and row(captured_minor, refunded_minor,
                    case status when 'authorised' then amount_minor else 0 end) <> (
                    select coalesce(sum(amount_minor) filter (where debit = 'receivable'), 0),
                        coalesce(sum(amount_minor) filter (where credit = 'receivable'), 0),
                        coalesce(sum(amount_minor) filter (where debit = 'holds'), 0)
                            - coalesce(sum(amount_minor) filter (where credit = 'holds'), 0)
                    from ledger_entries l where l.payment_id = p.payment_id)
                """;
        assertThat(number(rebuilt)).isZero();
        assertThat(number("select count(*) from ledger_entries")).isEqualTo(11);
        // what one account gives another takes: by construction, and so over all accounts
        assertThat(
                        number(
                                """
                                select sum(amount) from (
                                    select amount_minor as amount from ledger_entries union all
                                    select -amount_minor from ledger_entries) sides
                                """))
                .isZero();
    }

    private int number(String sql) {
        return rig.database.jdbi().withHandle(handle -> handle.createQuery(sql)
                .mapTo(Integer.class)
                .one());
    }

    private void damage(String sql) {
        rig.database.jdbi().useHandle(handle -> handle.createUpdate(sql)
                .bind("orderId", captured)
                .execute());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ledger_entries set amount_minor = amount_minor + 1",
                "delete from ledger_entries",
                "truncate ledger_entries"
            })
    void theLedgerOnlyGrows(String sql) {
        assertThatThrownBy(() -> rig.database.jdbi().useHandle(handle -> handle.execute(sql)))
                .hasMessageContaining("the ledger is append-only");
    }

    @Test
    void theLedgerHasEachThingOnce() {
        assertThatThrownBy(
                        () -> damage(
                                """
                                insert into ledger_entries (entry_id, payment_id, cause, debit, credit, currency, amount_minor)
                                select gen_random_uuid(), payment_id, 'captured', 'receivable', 'sales', currency, 1
                                from payments where order_id = :orderId
                                """))
                .hasMessageContaining("duplicate key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ledger; update payments set amount_minor = 2000, captured_minor = 2000 where order_id = :orderId",
                "refunds; update refunds set amount_minor = 501"
                        + " where payment_id = (select payment_id from payments where order_id = :orderId)",
                "payment_state; update payments set status = 'declined' where order_id = :orderId"
            })
    void aRowThatIsDamagedByHandIsFound(String check, String sql) {
        damage(sql);
        assertThat(differences()).isEqualTo(Map.of(check, List.of(captured)));
    }

    @Test
    void aPaymentThatNobodyIsAtWorkForIsFound() {
        rig.forget();
        assertThat(differences()).isEqualTo(Map.of("calls", List.of(buyer, pending)));
    }

    @Test
    void aCallThatNobodyMakesIsFound() {
        rig.clock.passes(Duration.ofSeconds(61));
        assertThat(differences()).isEqualTo(Map.of("calls", List.of(pending)));
    }
}
