package dev.emporium.payment.payment.entity;

import dev.emporium.platform.Money;
import dev.emporium.platform.operations.Books.Check;
import dev.emporium.platform.operations.Books.Difference;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The payments beside the ledger, the refunds and the calls; every method is one statement and sees one moment. Thread safe. */
public final class BookRepository {
    private static final Duration LATE = Duration.ofMinutes(1);

    private final Clock clock;

    public BookRepository(Clock clock) {
        this.clock = clock;
    }

    /** What must add up, each by its name; differences are told by the orders' ids. */
    public Map<String, Check> checks() {
        return Map.of(
                "ledger", this::ledger, "refunds", this::refunds, "payment_state", this::state, "calls", this::calls);
    }

    /** What is held, taken and given back is what the ledger has of it. */
    private List<Difference> ledger(Handle handle, int most) {
        return differences(
                handle,
                """
                select p.order_id, concat('captured ', p.captured_minor, ', refunded ', p.refunded_minor, ', ledger: held ',
                    coalesce(l.held, 0), ', captured ', coalesce(l.captured, 0), ', refunded ', coalesce(l.refunded, 0))
                    as detail
                from payments p left join (
                    select order_id,
                        sum(case 'holds' when debit then amount_minor when credit then -amount_minor else 0 end) as held,
                        sum(case cause when 'captured' then amount_minor else 0 end) as captured,
                        sum(case cause when 'refunded' then amount_minor when 'refund_failed' then -amount_minor else 0 end)
                            as refunded
                    from ledger_entries group by order_id) l using (order_id)
                where (p.captured_minor, p.refunded_minor, case p.status when 'authorised' then p.amount_minor else 0 end)
                    is distinct from (coalesce(l.captured, 0), coalesce(l.refunded, 0), coalesce(l.held, 0))
                limit :most
                """,
                most);
    }

    /** What is given back, and is being, is what the refunds are of. */
    private List<Difference> refunds(Handle handle, int most) {
        return differences(
                handle,
                """
                select p.order_id, concat('refunding ', p.refunding_minor, ', refunded ', p.refunded_minor,
                    ', refunds: pending ', coalesce(r.refunding, 0), ', made ', coalesce(r.refunded, 0)) as detail
                from payments p left join (
                    select order_id,
                        sum(case status when 'pending' then amount_minor else 0 end) as refunding,
                        sum(case status when 'refunded' then amount_minor else 0 end) as refunded
                    from refunds group by order_id) r using (order_id)
                where (p.refunding_minor, p.refunded_minor)
                    is distinct from (coalesce(r.refunding, 0), coalesce(r.refunded, 0))
                limit :most
                """,
                most);
    }

    /** The amounts are those of the state. */
    private List<Difference> state(Handle handle, int most) {
        return differences(
                handle,
                """
                select order_id, concat(status, ', captured ', captured_minor, ', refunded ', refunded_minor) as detail
                from payments
                where captured_minor <> case when status in ('captured', 'refunded') then amount_minor else 0 end
                    or (status = 'refunded') <> (captured_minor > 0 and refunded_minor = captured_minor)
                limit :most
                """,
                most);
    }

    /** Where the provider has not said yet, somebody is at work, and not behind. */
    private List<Difference> calls(Handle handle, int most) {
        return differences(
                handle,
                """
                select p.order_id, concat(p.status, case when c.due_at is null then ', nobody asks'
                    else ', due since ' || c.due_at end) as detail
                from payments p left join (
                    select order_id, min(due_at) as due_at from provider_calls where settled_at is null
                    group by order_id) c using (order_id)
                where c.due_at < :late
                    or c.due_at is null and (p.status in ('pending', 'action_required') or p.refunding_minor > 0)
                limit :most
                """,
                most);
    }

    private List<Difference> differences(Handle handle, String sql, int most) {
        Query query = handle.createQuery(sql).bind("most", most);
        if (sql.contains(":late")) {
            query.bind("late", clock.instant().minus(LATE));
        }
        return query.map((row, context) ->
                        new Difference(row.getObject("order_id", UUID.class), row.getString("detail")))
                .list();
    }

    /** The payments of the orders that follow in the order of their ids. */
    public List<BookEntry> entries(Handle handle, UUID after, int count) {
        return handle.createQuery(
                        """
                        select order_id, status, currency, amount_minor, captured_minor, refunded_minor from payments
                        where order_id > :after order by order_id limit :count
                        """)
                .bind("after", after)
                .bind("count", count)
                .map((row, context) -> {
                    String currency = row.getString("currency");
                    return new BookEntry(
                            row.getObject("order_id", UUID.class),
                            PaymentStatus.of(row.getString("status")),
                            money(row.getLong("amount_minor"), currency),
                            money(row.getLong("captured_minor"), currency),
                            money(row.getLong("refunded_minor"), currency));
                })
                .list();
    }

    private static Money money(long minorUnits, String currency) {
        return currency == null ? null : Money.of(minorUnits, currency);
    }
}
