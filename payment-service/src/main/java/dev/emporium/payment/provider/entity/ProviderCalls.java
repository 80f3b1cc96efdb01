package dev.emporium.payment.provider.entity;

import dev.emporium.platform.Money;
import dev.emporium.platform.Origin;
import dev.emporium.platform.Uuid7;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * What providers are asked for. Of a payment at most one call is open beside its refunds: whatever else is to be asked for
 * waits for the outcome. Every method is one statement in the handle's transaction. Thread safe.
 */
public final class ProviderCalls {

    /**
     * A call to be made.
     *
     * @param refundId null where it is no refund
     * @param token null where the step needs none
     */
    public record Wish(UUID orderId, UUID paymentId, Step step, UUID refundId, String token, Instant dueAt) {
        public static Wish of(UUID orderId, UUID paymentId, Step step, Instant dueAt) {
            return new Wish(orderId, paymentId, step, null, null, dueAt);
        }

        @Override
        public String toString() {
            return "Wish[%s]".formatted(ProviderCall.key(paymentId, step, refundId));
        }
    }

    /**
     * Opens the calls, but those of payments of which one is open; what was asked before is asked again, and what was refused is known
     * to be no first attempt.
     */
    public void open(Handle transaction, Collection<Wish> wishes) {
        if (wishes.isEmpty()) {
            return;
        }
        transaction
                .createUpdate(
                        """
                        insert into provider_calls as known
                            (call_id, order_id, payment_id, step, refund_id, idempotency_key, token, due_at)
                        select w.call_id, w.order_id, w.payment_id, w.step, w.refund_id, w.key, w.token, w.due_at
                        from unnest(:callIds, :orderIds, :paymentIds, :steps, :refundIds, :keys, :tokens,
                                cast(:dueAt as timestamptz[]))
                            as w (call_id, order_id, payment_id, step, refund_id, key, token, due_at)
                        where w.step = 'refund' or not exists (
                            select from provider_calls o
                            where o.order_id = w.order_id and o.settled_at is null and o.step <> 'refund')
                        on conflict (order_id, idempotency_key) do update
                            set settled_at = null, due_at = excluded.due_at,
                                attempts = case known.step when 'ask' then 0 else known.attempts end
                            where known.settled_at is not null and known.step not in ('authorise', 'refund')
                        """)
                .bind("callIds", wishes.stream().map(w -> Uuid7.next()).toArray(UUID[]::new))
                .bind("orderIds", wishes.stream().map(Wish::orderId).toArray(UUID[]::new))
                .bind("paymentIds", wishes.stream().map(Wish::paymentId).toArray(UUID[]::new))
                .bind("steps", wishes.stream().map(w -> w.step().word()).toArray(String[]::new))
                .bind("refundIds", wishes.stream().map(Wish::refundId).toArray(UUID[]::new))
                .bind(
                        "keys",
                        wishes.stream()
                                .map(w -> ProviderCall.key(w.paymentId(), w.step(), w.refundId()))
                                .toArray(String[]::new))
                .bind("tokens", wishes.stream().map(Wish::token).toArray(String[]::new))
                .bind("dueAt", wishes.stream().map(w -> w.dueAt().toString()).toArray(String[]::new))
                .execute();
    }

    /** Opens the call for a refund that was made, to see whether it has arrived; it is no first attempt, also when it was forgotten. */
    public void openAgain(Handle transaction, Wish refund) {
        transaction
                .createUpdate(
                        """
                        insert into provider_calls as known
                            (call_id, order_id, payment_id, step, refund_id, idempotency_key, attempts, due_at)
                        values (:callId, :orderId, :paymentId, 'refund', :refundId, :key, 1, :dueAt)
                        on conflict (order_id, idempotency_key) do update
                            set settled_at = null, due_at = excluded.due_at
                            where known.settled_at is not null
                        """)
                .bind("callId", Uuid7.next())
                .bind("orderId", refund.orderId())
                .bind("paymentId", refund.paymentId())
                .bind("refundId", refund.refundId())
                .bind("key", ProviderCall.key(refund.paymentId(), Step.REFUND, refund.refundId()))
                .bind("dueAt", refund.dueAt())
                .execute();
    }

    /** Makes what is open of these orders' payments due at once; what is at work already is not disturbed. */
    public void hurry(Handle transaction, Collection<UUID> orderIds, Instant now) {
        transaction
                .createUpdate(
                        """
                        update provider_calls set due_at = :now
                        where order_id = any(:ids) and settled_at is null and due_at > :now
                            and (begun_at is null or answered_at >= begun_at)
                        """)
                .bind("ids", orderIds.toArray(UUID[]::new))
                .bind("now", now)
                .execute();
    }

    /** Ends the questions after how things stand, where something else is to be asked for. */
    public void dropQuestions(Handle transaction, Collection<UUID> orderIds, Instant now) {
        transaction
                .createUpdate(
                        """
                        update provider_calls set settled_at = :now, outcome = 'dropped'
                        where order_id = any(:ids) and step = 'ask' and settled_at is null
                        """)
                .bind("ids", orderIds.toArray(UUID[]::new))
                .bind("now", now)
                .execute();
    }

    /** Takes up some that are due and notes so: until {@code lease} nobody else does. Several may take at once, each takes others. */
    public List<ProviderCall> take(Handle handle, int most, Instant now, Instant lease) {
        return handle.createQuery(
                        """
                        with due as (
                            select order_id, idempotency_key from provider_calls where settled_at is null and due_at <= :now
                            order by due_at limit :most for update skip locked
                        ), c as (
                            update provider_calls set attempts = attempts + 1, begun_at = :now, due_at = :lease
                            from due
                            where provider_calls.order_id = due.order_id
                                and provider_calls.idempotency_key = due.idempotency_key
                            returning provider_calls.order_id, step, refund_id, provider_calls.idempotency_key, token,
                                attempts
                        )
                        select p.payment_id, c.step, c.refund_id, c.idempotency_key, c.token, c.attempts,
                            order_id, p.provider, p.provider_reference, p.currency,
                            coalesce(r.request_id, p.request_id) as request_id,
                            coalesce(r.traceparent, p.traceparent) as traceparent,
                            coalesce(r.amount_minor, p.amount_minor) as amount_minor
                        from c join payments p using (order_id) left join refunds r using (order_id, refund_id)
                        """)
                .bind("most", most)
                .bind("now", now)
                .bind("lease", lease)
                .map(ProviderCalls::call)
                .list();
    }

    private static ProviderCall call(ResultSet row, StatementContext context) throws SQLException {
        return new ProviderCall(
                row.getObject("payment_id", UUID.class),
                row.getObject("order_id", UUID.class),
                row.getString("provider"),
                row.getString("provider_reference"),
                Step.of(row.getString("step")),
                row.getObject("refund_id", UUID.class),
                row.getString("idempotency_key"),
                Money.of(row.getLong("amount_minor"), row.getString("currency")),
                row.getString("token"),
                row.getInt("attempts"),
                Origin.of(row));
    }

    // "is true": else all that are open are read for the one, when statistics were made while none was

    /** Notes that the outcome is not known, unless somebody has settled it meanwhile. */
    public void postpone(Handle handle, ProviderCall call, String outcome, Instant now, Instant dueAt) {
        handle.createUpdate(
                        """
                        update provider_calls set answered_at = :now, outcome = :outcome, due_at = :dueAt
                        where order_id = :orderId and idempotency_key = :key and (settled_at is null) is true and attempts = :attempts
                        """)
                .bind("orderId", call.orderId())
                .bind("key", call.key())
                .bind("attempts", call.attempts())
                .bind("outcome", outcome)
                .bind("now", now)
                .bind("dueAt", dueAt)
                .execute();
    }

    /**
     * Settles the calls that nobody else has settled.
     *
     * @param outcomes by call; no two of one key
     * @return the keys of those
     */
    public Set<String> settle(Handle transaction, Map<ProviderCall, String> outcomes, Instant now) {
        if (outcomes.isEmpty()) {
            return Set.of();
        }
        List<ProviderCall> calls = List.copyOf(outcomes.keySet());
        return transaction
                .createQuery(
                        """
                        update provider_calls c
                        set settled_at = :now, answered_at = :now, outcome = found.outcome, token = null
                        from unnest(cast(:orderIds as uuid[]), cast(:keys as text[]), cast(:outcomes as text[]))
                            as found (order_id, key, outcome)
                        where c.order_id = found.order_id and c.idempotency_key = found.key and (settled_at is null) is true
                        returning c.idempotency_key
                        """)
                .bind("orderIds", calls.stream().map(ProviderCall::orderId).toArray(UUID[]::new))
                .bind("keys", calls.stream().map(ProviderCall::key).toArray(String[]::new))
                .bind("outcomes", calls.stream().map(outcomes::get).toArray(String[]::new))
                .bind("now", now)
                .mapTo(String.class)
                .set();
    }

    /**
     * Forgets some of those that were settled before then; what is open stays, however old it is.
     *
     * @return how many
     */
    public int purge(Handle handle, Instant before, int most) {
        return handle.createUpdate(
                        """
                        delete from provider_calls where settled_at < :before and call_id = any(array(
                            select call_id from provider_calls where call_id < :first and settled_at < :before
                            order by call_id limit :most))
                        """)
                .bind("before", before)
                .bind("first", Uuid7.floor(before))
                .bind("most", most)
                .execute();
    }

    /** How many were asked in vain and are asked again; counted up to the most. */
    public double unanswered(Handle handle, int most) {
        return handle.createQuery(
                        """
                        select count(*) from (
                            select from provider_calls where settled_at is null and attempts > 1 limit :most
                        ) unanswered
                        """)
                .bind("most", most)
                .mapTo(Double.class)
                .one();
    }
}
