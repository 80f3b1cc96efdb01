package dev.emporium.payment.payment.entity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.payment.provider.entity.Finding;
import dev.emporium.platform.Money;
import dev.emporium.platform.Origin;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.security.ErasedCustomers;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The payments with their refunds. Every method is one statement in the handle's transaction. Whoever changes anything of a
 * payment holds its row's lock first, several in the order of their orders' ids. A payment without a currency, whose order was
 * over before it was heard of, is there to be found by its order and by nobody else. Thread safe.
 */
public final class PaymentRepository {
    private static final String COLUMNS =
            """
            p.payment_id, p.order_id, p.customer_id, p.provider, p.status, p.currency, p.amount_minor, p.captured_minor,
            p.refunding_minor, p.refunded_minor, p.capture_asked, p.void_asked, p.reason, p.action_url,
            p.action_expires_at, p.request_id, p.traceparent, p.created_at, p.updated_at, (
                select jsonb_agg(jsonb_build_object('refund_id', r.refund_id, 'amount_minor', r.amount_minor,
                    'reason', r.reason, 'status', r.status, 'created_at',
                    to_char(r.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) order by r.refund_id)
                from refunds r where r.order_id = p.order_id) as refunds
            """;
    private static final String PAYMENT = "select " + COLUMNS + " from payments p where p.currency is not null ";
    /** There is some, or there may be. */
    private static final String MONEY = "status in ('pending', 'action_required', 'authorised', 'captured')";

    private static final String RETURNED =
            """
            returning payment_id, payments.order_id, customer_id, provider, status, currency, payments.amount_minor,
                captured_minor, refunding_minor, refunded_minor, capture_asked, void_asked, reason, action_url,
                action_expires_at, request_id, traceparent, created_at, updated_at
            """;

    private final ObjectMapper json;

    public PaymentRepository(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Money to be held for an order.
     *
     * @param customerId null for a guest
     * @param origin of the order: the request that placed it
     */
    public record Fresh(UUID paymentId, UUID orderId, UUID customerId, Money amount, Origin origin) {}

    /** Adds pending payments, but for orders that have one or are over; returns the ids of those added. */
    public List<UUID> add(Handle transaction, String provider, List<Fresh> fresh, Instant now) {
        return transaction
                .createQuery(
                        """
                        insert into payments (payment_id, order_id, customer_id, provider, status, currency, amount_minor,
                            request_id, traceparent, created_at, updated_at)
                        select payment_id, order_id, customer_id, :provider, 'pending', currency, amount, request_id,
                            traceparent, :now, :now
                        from unnest(:ids, :orderIds, :customerIds, :currencies, :amounts, :requestIds, :traceparents)
                            as f (payment_id, order_id, customer_id, currency, amount, request_id, traceparent)
                        order by order_id
                        on conflict (order_id) do nothing
                        returning payment_id
                        """)
                .bind("provider", provider)
                .bind("ids", array(fresh, Fresh::paymentId, UUID[]::new))
                .bind("orderIds", array(fresh, Fresh::orderId, UUID[]::new))
                .bind("customerIds", array(fresh, Fresh::customerId, UUID[]::new))
                .bind("currencies", array(fresh, f -> f.amount().currencyCode(), String[]::new))
                .bind("amounts", array(fresh, f -> f.amount().minorUnits(), Long[]::new))
                .bind("requestIds", array(fresh, each -> each.origin().requestId(), String[]::new))
                .bind("traceparents", array(fresh, each -> each.origin().traceparent(), String[]::new))
                .bind("now", now)
                .mapTo(UUID.class)
                .list();
    }

    private static <T, R> R[] array(
            Collection<T> rows, Function<T, R> column, java.util.function.IntFunction<R[]> newArray) {
        return rows.stream().map(column).toArray(newArray);
    }

    /** Notes that these orders are over, where nothing was heard of their payments: none is made any more. */
    public void addEnded(Handle transaction, Collection<UUID> orderIds, String provider, Instant now) {
        transaction
                .createUpdate(
                        """
                        insert into payments
                            (payment_id, order_id, provider, status, amount_minor, void_asked, created_at, updated_at)
                        select payment_id, order_id, :provider, 'voided', 0, true, :now, :now
                        from unnest(:ids, :orderIds) as ended (payment_id, order_id)
                        order by order_id
                        on conflict (order_id) do nothing
                        """)
                .bind("ids", array(orderIds, id -> Uuid7.next(), UUID[]::new))
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .bind("provider", provider)
                .bind("now", now)
                .execute();
    }

    /** Those of the orders that have a payment, or are over without one. */
    public List<UUID> known(Handle handle, Collection<UUID> orderIds) {
        return handle.createQuery("select order_id from payments where order_id = any(:ids)")
                .bind("ids", orderIds.toArray(UUID[]::new))
                .mapTo(UUID.class)
                .list();
    }

    /**
     * Notes that the goods of these orders are on their way; returns the payments for which that is new and matters. It does also
     * where nothing is held any more, unless that is because the order is over.
     */
    public List<Payment> askForCapture(Handle transaction, Collection<UUID> orderIds) {
        String matters = MONEY + " or status in ('declined', 'voided', 'failed') and not void_asked";
        return ask(transaction, orderIds, "capture_asked", matters);
    }

    /** Notes that these orders are over; returns the payments for which that is new and matters. */
    public List<Payment> askForVoid(Handle transaction, Collection<UUID> orderIds) {
        return ask(transaction, orderIds, "void_asked", MONEY);
    }

    private List<Payment> ask(Handle transaction, Collection<UUID> orderIds, String wish, String matters) {
        return transaction
                .createQuery(
                        """
                        with locked as (
                            select order_id from payments
                            where order_id = any(:ids) and not %1$s and (%4$s)
                            order by order_id for update
                        ), p as (
                            update payments set %1$s = true from locked where payments.order_id = locked.order_id
                            %2$s
                        )
                        select %3$s from p
                        """
                                .formatted(wish, RETURNED, COLUMNS, matters))
                .bind("ids", orderIds.toArray(UUID[]::new))
                .map(this::payment)
                .list();
    }

    /** Notes that the money cannot be taken as things are: it may be asked for anew. */
    public void forgetCapture(Handle transaction, UUID orderId) {
        transaction.execute("update payments set capture_asked = false where order_id = ?", orderId);
    }

    /** Locks the payment until the transaction ends. */
    public Optional<Payment> lock(Handle transaction, UUID paymentId) {
        return transaction
                .createQuery(PAYMENT + "and p.payment_id = :id for update of p")
                .bind("id", paymentId)
                .map(this::payment)
                .findOne();
    }

    /** Locks the payment of the order until the transaction ends. */
    public Optional<Payment> lockThatOf(Handle transaction, UUID orderId) {
        return transaction
                .createQuery(PAYMENT + "and p.order_id = :id for update of p")
                .bind("id", orderId)
                .map(this::payment)
                .findOne();
    }

    /** Locks the payments of the orders until the transaction ends. */
    public List<Payment> lockThoseOf(Handle transaction, Collection<UUID> orderIds) {
        return transaction
                .createQuery(PAYMENT + "and p.order_id = any(:ids) order by p.order_id for update of p")
                .bind("ids", orderIds.toArray(UUID[]::new))
                .map(this::payment)
                .list();
    }

    /**
     * A payment that is to be moved.
     *
     * @param found what has moved it
     * @param expiresAt until when the buyer may confirm, where they must
     */
    public record Moving(UUID orderId, Move move, Finding found, Instant expiresAt) {}

    /**
     * Moves those of the payments that are where their moves begin, and posts them to the ledger.
     *
     * @return those as they are now
     */
    public List<Payment> move(Handle transaction, List<Moving> movings, Instant now) {
        List<UUID> posted = new ArrayList<>();
        List<Posting> postings = new ArrayList<>();
        for (Moving moving : movings) {
            for (Posting posting : moving.move().postings()) {
                posted.add(moving.orderId());
                postings.add(posting);
            }
        }
        return transaction
                .createQuery(
                        """
                        with p as (
                            update payments
                            set status = found_to, provider_reference = coalesce(found_reference, provider_reference),
                                reason = found_reason, action_url = found_url, action_expires_at = found_expiry,
                                captured_minor = case found_to when 'captured' then amount_minor else captured_minor end,
                                updated_at = :now
                            from unnest(cast(:ids as uuid[]), :from, :to, :references, :reasons, :urls,
                                    cast(:expiries as timestamptz[]))
                                as found (found_order, found_from, found_to, found_reference, found_reason, found_url,
                                    found_expiry)
                            where payments.order_id = found_order and status = found_from
                            %s
                        ), posted as (
                            insert into ledger_entries
                                (entry_id, order_id, payment_id, cause, debit, credit, currency, amount_minor)
                            select entry.entry_id, p.order_id, p.payment_id, cause, debit, credit, p.currency, p.amount_minor
                            from p join unnest(cast(:entryIds as uuid[]), cast(:posted as uuid[]), :causes, :debits, :credits)
                                as entry (entry_id, order_id, cause, debit, credit) using (order_id)
                            where p.amount_minor > 0
                        )
                        select %s from p
                        """
                                .formatted(RETURNED, COLUMNS))
                .bind("ids", array(movings, Moving::orderId, UUID[]::new))
                .bind("from", array(movings, each -> each.move().from().word(), String[]::new))
                .bind("to", array(movings, each -> each.move().to().word(), String[]::new))
                .bind("references", array(movings, each -> each.found().reference(), String[]::new))
                .bind("reasons", array(movings, each -> reason(each.move(), each.found()), String[]::new))
                .bind("urls", array(movings, each -> each.found().actionUrl(), String[]::new))
                .bind("expiries", array(movings, each -> Objects.toString(each.expiresAt(), null), String[]::new))
                .bind("now", now)
                .bind("entryIds", array(postings, posting -> Uuid7.next(), UUID[]::new))
                .bind("posted", posted.toArray(UUID[]::new))
                .bind("causes", array(postings, Posting::word, String[]::new))
                .bind("debits", array(postings, posting -> posting.debit().word(), String[]::new))
                .bind("credits", array(postings, posting -> posting.credit().word(), String[]::new))
                .map(this::payment)
                .list();
    }

    private static String reason(Move move, Finding found) {
        return move == Move.ABANDON ? Finding.NOT_CONFIRMED : found.reason();
    }

    /**
     * Sets aside for a refund that waits, which is of no more than is left of what was taken from then on.
     *
     * @return how much; 0 when nothing is left, and the refund is as it was
     */
    public long begin(Handle transaction, Payment payment, Refund refund, Instant now) {
        return transaction
                .createQuery(
                        """
                        with reserved as (
                            update payments set updated_at = :now, refunding_minor = refunding_minor
                                + least(:amount, captured_minor - refunding_minor - refunded_minor)
                            where order_id = :orderId and status = 'captured'
                                and refunding_minor + refunded_minor < captured_minor
                                and exists (
                                    select from refunds
                                    where order_id = :orderId and refund_id = :refundId and status = 'waiting')
                            returning new.refunding_minor - old.refunding_minor as amount
                        )
                        update refunds set status = 'pending', amount_minor = reserved.amount, updated_at = :now
                        from reserved
                        where order_id = :orderId and refund_id = :refundId and status = 'waiting'
                        returning amount_minor
                        """)
                .bind("orderId", payment.orderId())
                .bind("refundId", refund.refundId())
                .bind("amount", refund.amount())
                .bind("now", now)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    /** Adds a refund, with where it comes from, and for no reason if its customer was erased; false when there is one of that id. */
    public boolean addRefund(Handle transaction, Payment payment, Refund refund, Origin origin) {
        return transaction
                        .createUpdate(
                                """
                                insert into refunds (refund_id, order_id, payment_id, amount_minor, reason, status, request_id,
                                    traceparent, created_at, updated_at)
                                values (:refundId, :orderId, :paymentId, :amount,
                                    case when ABSENT then :reason end, :status, :requestId, :traceparent, :at, :at)
                                on conflict do nothing
                                """
                                        .replace("ABSENT", ErasedCustomers.ABSENT))
                        .bind("customerId", payment.customerId())
                        .bind("refundId", refund.refundId())
                        .bind("orderId", payment.orderId())
                        .bind("paymentId", payment.paymentId())
                        .bind("amount", refund.amount())
                        .bind("reason", refund.reason())
                        .bind("status", refund.status().word())
                        .bind("requestId", origin.requestId())
                        .bind("traceparent", origin.traceparent())
                        .bind("at", refund.createdAt())
                        .execute()
                == 1;
    }

    /**
     * Forgets in what words these customers were given something back. Whoever gives back holds the payment: what they have
     * written by then is seen by a statement of its own.
     */
    public void forgetReasons(Handle transaction, Collection<UUID> customerIds) {
        UUID[] ids = customerIds.toArray(UUID[]::new);
        transaction
                .createQuery("select order_id from payments where customer_id = any(:ids) order by order_id for update")
                .bind("ids", ids)
                .mapTo(UUID.class)
                .list();
        transaction
                .createUpdate(
                        """
                        update refunds r set reason = null from payments p
                        where p.customer_id = any(:ids) and p.order_id = r.order_id and r.reason is not null
                        """)
                .bind("ids", ids)
                .execute();
    }

    /** Ends a refund that nothing was set aside for. */
    public void failRefund(Handle transaction, UUID orderId, UUID refundId, Instant now) {
        transaction.execute(
                """
                update refunds set status = 'failed', updated_at = ?
                where order_id = ? and refund_id = ? and status = 'waiting'
                """,
                now,
                orderId,
                refundId);
    }

    /** Ends a refund that is pending: what was set aside for it is given back and posted, or free again. */
    public Optional<Payment> settleRefund(
            Handle transaction, UUID orderId, UUID refundId, Refund.Status status, Instant now) {
        return transaction
                .createQuery(
                        """
                        with settled as (
                            update refunds set status = :status, updated_at = :now
                            where order_id = :orderId and refund_id = :refundId and status = 'pending'
                            returning order_id, refund_id, amount_minor,
                                case :status when 'refunded' then amount_minor else 0 end as back
                        ), p as (
                            update payments
                            set refunding_minor = refunding_minor - s.amount_minor,
                                refunded_minor = refunded_minor + s.back,
                                status = case when refunded_minor + s.back = captured_minor then 'refunded' else status end,
                                updated_at = :now
                            from settled s where payments.order_id = s.order_id and status = 'captured'
                            %s
                        ), posted as (
                            insert into ledger_entries
                                (entry_id, order_id, payment_id, cause, refund_id, debit, credit, currency, amount_minor)
                            select :entryId, order_id, p.payment_id, :cause, s.refund_id, :debit, :credit, p.currency, s.back
                            from p join settled s using (order_id) where s.back > 0
                        )
                        select %s from p
                        """
                                .formatted(RETURNED, COLUMNS))
                .bind("orderId", orderId)
                .bind("refundId", refundId)
                .bind("status", status.word())
                .bind("now", now)
                .bind("entryId", Uuid7.next())
                .bind("cause", Posting.REFUNDED.word())
                .bind("debit", Posting.REFUNDED.debit().word())
                .bind("credit", Posting.REFUNDED.credit().word())
                .map(this::payment)
                .findOne();
    }

    /** Ends a refund that was made and has not arrived: it is posted back, and may be given anew. Empty when it was not made. */
    public Optional<Payment> takeBack(Handle transaction, UUID orderId, UUID refundId, Instant now) {
        return transaction
                .createQuery(
                        """
                        with failed as (
                            update refunds set status = 'failed', updated_at = :now
                            where order_id = :orderId and refund_id = :refundId and status = 'refunded'
                            returning order_id, refund_id, amount_minor
                        ), p as (
                            update payments
                            set refunded_minor = refunded_minor - f.amount_minor, status = 'captured', updated_at = :now
                            from failed f where payments.order_id = f.order_id
                            %s
                        ), posted as (
                            insert into ledger_entries
                                (entry_id, order_id, payment_id, cause, refund_id, debit, credit, currency, amount_minor)
                            select :entryId, order_id, p.payment_id, :cause, f.refund_id, :debit, :credit, p.currency,
                                f.amount_minor
                            from p join failed f using (order_id)
                        )
                        select %s from p
                        """
                                .formatted(RETURNED, COLUMNS))
                .bind("orderId", orderId)
                .bind("refundId", refundId)
                .bind("now", now)
                .bind("entryId", Uuid7.next())
                .bind("cause", Posting.REFUND_FAILED.word())
                .bind("debit", Posting.REFUND_FAILED.debit().word())
                .bind("credit", Posting.REFUND_FAILED.credit().word())
                .map(this::payment)
                .findOne();
    }

    /** @param customerId whose it must be, or null for anybody's */
    public Optional<Payment> find(Handle handle, UUID paymentId, UUID customerId) {
        return handle.createQuery(
                        PAYMENT
                                + """
                        and p.payment_id = :id
                        and (cast(:customerId as uuid) is null or p.customer_id = :customerId)
                        """)
                .bind("id", paymentId)
                .bind("customerId", customerId)
                .map(this::payment)
                .findOne();
    }

    /**
     * The newest payments, or those that follow the given one.
     *
     * @param orderId whose payment it must be, or null for any order's
     * @param customerId whose they must be, or null for anybody's
     */
    public List<Payment> list(Handle handle, UUID orderId, UUID customerId, UUID after, int count) {
        String ofOrder = orderId == null ? "" : "and p.order_id = :orderId ";
        String whose = customerId == null ? "" : "and p.customer_id = :customerId ";
        String older = after == null ? "" : "and p.payment_id < :after ";
        Query query = handle.createQuery(PAYMENT + ofOrder + whose + older + "order by p.payment_id desc limit :count")
                .bind("count", count);
        if (orderId != null) {
            query.bind("orderId", orderId);
        }
        if (customerId != null) {
            query.bind("customerId", customerId);
        }
        if (after != null) {
            query.bind("after", after);
        }
        return query.map(this::payment).list();
    }

    private record RefundRow(UUID refundId, long amountMinor, String reason, String status, Instant createdAt) {
        Refund refund() {
            return new Refund(refundId, amountMinor, reason, Refund.Status.of(status), createdAt);
        }
    }

    private Payment payment(ResultSet row, StatementContext context) throws SQLException {
        return new Payment(
                row.getObject("payment_id", UUID.class),
                row.getObject("order_id", UUID.class),
                row.getObject("customer_id", UUID.class),
                row.getString("provider"),
                PaymentStatus.of(row.getString("status")),
                Money.of(row.getLong("amount_minor"), row.getString("currency")),
                row.getLong("captured_minor"),
                row.getLong("refunding_minor"),
                row.getLong("refunded_minor"),
                row.getBoolean("capture_asked"),
                row.getBoolean("void_asked"),
                row.getString("reason"),
                row.getString("action_url"),
                instant(row, "action_expires_at"),
                Origin.of(row),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                refunds(row.getString("refunds")));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private List<Refund> refunds(String text) {
        if (text == null) {
            return List.of();
        }
        try {
            return json.readValue(text, new TypeReference<List<RefundRow>>() {}).stream()
                    .map(RefundRow::refund)
                    .toList();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e.getOriginalMessage());
        }
    }
}
