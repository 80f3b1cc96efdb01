package dev.emporium.order.returns.entity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The returns. Every method is one statement in the handle's transaction; whoever changes one holds its order's lock. Thread
 * safe.
 */
public final class ReturnRepository {
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private static final String RETURN =
            """
            select r.return_id, r.order_id, r.status, r.reason, r.refund_minor, r.refund_failed, o.currency, r.created_at, r.updated_at, (
                select jsonb_agg(jsonb_build_object('product_id', l.product_id, 'quantity', l.quantity) order by l.product_id)
                from return_lines l where l.order_id = r.order_id and l.return_id = r.return_id) as lines
            from returns r join orders o using (order_id)
            """;

    private final ObjectMapper json;

    /** What was paid back for an order; for a return under the return's id. */
    public record Refunded(UUID orderId, UUID refundId, Money amount) {
        public Refunded {
            Objects.requireNonNull(orderId, "order_id");
            Objects.requireNonNull(refundId, "refund_id");
            Objects.requireNonNull(amount, "amount");
        }
    }

    public ReturnRepository(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Adds a return that is asked for, unless it is of more than is left: of each product what was bought, without what came
     * back before or is to.
     *
     * @param bought how many of each product the order is of
     * @return whether it was added
     */
    public boolean add(Handle transaction, Return asked, Map<UUID, Long> bought) {
        return transaction
                        .createUpdate(
                                """
                                with asked as (
                                    select product_id, bought, quantity
                                    from unnest(:products, :bought, :quantities) as a (product_id, bought, quantity)
                                ), granted as (
                                    select a.product_id, a.quantity from asked a where a.quantity <= a.bought - coalesce((
                                        select sum(l.quantity) from return_lines l join returns r using (order_id, return_id)
                                        where order_id = :orderId and r.status <> 'refused'
                                            and l.product_id = a.product_id), 0)
                                ), opened as (
                                    insert into returns (return_id, order_id, status, reason, created_at, updated_at)
                                    select :returnId, :orderId, :status, :reason, :at, :at
                                    where (select count(*) from granted) = (select count(*) from asked)
                                    returning return_id
                                )
                                insert into return_lines (order_id, return_id, product_id, quantity)
                                select :orderId, opened.return_id, granted.product_id, granted.quantity from opened cross join granted
                                """)
                        .bind("products", products(asked))
                        .bind(
                                "bought",
                                asked.lines().stream()
                                        .map(line -> bought.get(line.productId()))
                                        .toArray(Long[]::new))
                        .bind(
                                "quantities",
                                asked.lines().stream()
                                        .map(Return.Line::quantity)
                                        .toArray(Long[]::new))
                        .bind("orderId", asked.orderId())
                        .bind("returnId", asked.returnId())
                        .bind("status", asked.status().word())
                        .bind("reason", asked.reason())
                        .bind("at", asked.createdAt())
                        .execute()
                > 0;
    }

    private static UUID[] products(Return asked) {
        return asked.lines().stream().map(Return.Line::productId).toArray(UUID[]::new);
    }

    /** The return, if it is one of the order. */
    public Optional<Return> find(Handle handle, UUID orderId, UUID returnId) {
        return handle.createQuery(RETURN + "where r.return_id = :returnId and r.order_id = :orderId")
                .bind("returnId", returnId)
                .bind("orderId", orderId)
                .map(this::map)
                .findOne();
    }

    /** Those of an order that follow an id, null for the first ones, the oldest first. */
    public List<Return> of(Handle handle, UUID orderId, UUID after, int most) {
        return handle.createQuery(
                        RETURN
                                + """
                        where r.order_id = :orderId and r.return_id > :after
                        order by r.return_id limit :most
                        """)
                .bind("orderId", orderId)
                .bind("after", after == null ? BEFORE_ALL : after)
                .bind("most", most)
                .map(this::map)
                .list();
    }

    /** Sets it to another state, if it is in that one still. */
    public boolean move(Handle transaction, Return present, ReturnStatus to, Instant at) {
        return transaction.execute(
                        """
                        update returns set status = ?, updated_at = ?
                        where order_id = ? and return_id = ? and status = ?
                        """,
                        to.word(),
                        at,
                        present.orderId(),
                        present.returnId(),
                        present.status().word())
                == 1;
    }

    /** How many pieces of an order have come back. */
    public long received(Handle handle, UUID orderId) {
        return handle.createQuery(
                        """
                        select coalesce(sum(l.quantity), 0) from return_lines l join returns r using (order_id, return_id)
                        where order_id = :orderId and r.status = 'received'
                        """)
                .bind("orderId", orderId)
                .mapTo(Long.class)
                .one();
    }

    /** Notes what was paid back, once; of refunds that are no return's nothing. */
    public void refunded(Handle transaction, List<Refunded> refunds, Instant at) {
        note(
                transaction,
                """
                update returns r set refund_minor = f.amount, updated_at = :at
                from unnest(:orderIds, :ids, :amounts) as f (order_id, return_id, amount)
                where r.order_id = f.order_id and r.return_id = f.return_id and r.refund_minor is null
                    and not r.refund_failed
                """,
                refunds,
                at);
    }

    /** Notes that it was and has not arrived, once and for good: it is not paid back under this id again. */
    public void refundsFailed(Handle transaction, List<Refunded> refunds, Instant at) {
        note(
                transaction,
                """
                update returns r set refund_minor = null, refund_failed = true, updated_at = :at
                from unnest(:orderIds, :ids, :amounts) as f (order_id, return_id, amount)
                where r.order_id = f.order_id and r.return_id = f.return_id and not r.refund_failed
                """,
                refunds,
                at);
    }

    private static void note(Handle transaction, String update, List<Refunded> refunds, Instant at) {
        transaction
                .createUpdate(update)
                .bind("orderIds", refunds.stream().map(Refunded::orderId).toArray(UUID[]::new))
                .bind("ids", refunds.stream().map(Refunded::refundId).toArray(UUID[]::new))
                .bind(
                        "amounts",
                        refunds.stream()
                                .map(refund -> refund.amount().minorUnits())
                                .toArray(Long[]::new))
                .bind("at", at)
                .execute();
    }

    /** Forgets what these customers have said. */
    public void erase(Handle transaction, Collection<UUID> customerIds) {
        transaction
                .createUpdate(
                        """
                        update returns r set reason = null from orders o
                        where o.order_id = r.order_id and o.customer_id = any(:customerIds) and r.reason is not null
                        """)
                .bind("customerIds", customerIds.toArray(UUID[]::new))
                .execute();
    }

    private Return map(ResultSet row, StatementContext context) throws SQLException {
        long refund = row.getLong("refund_minor");
        Money refunded = row.wasNull() ? null : Money.of(refund, row.getString("currency"));
        return new Return(
                row.getObject("return_id", UUID.class),
                row.getObject("order_id", UUID.class),
                ReturnStatus.of(row.getString("status")),
                lines(row.getString("lines")),
                row.getString("reason"),
                refunded,
                row.getBoolean("refund_failed"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private List<Return.Line> lines(String text) {
        try {
            return json.readValue(text, new TypeReference<List<Return.Line>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e.getOriginalMessage());
        }
    }
}
