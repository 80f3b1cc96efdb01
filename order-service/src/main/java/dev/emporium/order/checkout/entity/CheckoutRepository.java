package dev.emporium.order.checkout.entity;

import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.platform.Origin;
import dev.emporium.platform.persistence.Writes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The checkouts under way, each with the step that it is at. A checkout that is over has no row, so that a crash leaves
 * exactly what is still to be done. Every method is one statement in the handle's transaction. Locks are taken in one
 * order: an order's row, then its checkout's, and several in order of their ids or without waiting. When the time of a step is
 * over is the database's to say: the clock of a replica may be wrong. Thread safe.
 */
public final class CheckoutRepository {
    /** What the version before has placed goes on as it did then: it has no step between the stock and the end. */
    private static final String ENDED_OR_HELD =
            """
            , ended as (
                delete from checkouts c using taken
                where c.order_id = taken.order_id and (taken.step = any(:ending) or not taken.paid)
            )
            select order_id, status, step, paid, request_id, traceparent from taken
            """;

    /**
     * Begins one.
     *
     * @param condition on which it begins
     * @param paymentToken what the provider knows the buyer's card by; kept until a step sends it
     * @param placed by which request the order is
     */
    public void add(
            Writes writes,
            String condition,
            UUID orderId,
            String step,
            Duration timeout,
            String paymentToken,
            Origin placed) {
        writes.add(
                        "begun",
                        """
                        insert into checkouts (order_id, step, deadline, payment_token, request_id, traceparent)
                        select :orderId, :step, now() + cast(:timeout as interval), :paymentToken, :requestId, :traceparent
                        where %s
                        """
                                .formatted(condition))
                .bind("orderId", orderId)
                .bind("step", step)
                .bind("timeout", timeout)
                .bind("paymentToken", paymentToken)
                .bind("requestId", placed.requestId())
                .bind("traceparent", placed.traceparent());
    }

    /**
     * Locks those of the orders whose checkouts are at one of these steps, and their checkouts. Whatever else comes for
     * them waits for the end of the transaction, and finds them as they are then.
     *
     * @param ending those of the steps at which checkouts end with this
     * @return where they stood
     */
    public List<Standing> take(
            Handle transaction, Collection<UUID> orderIds, Collection<String> steps, Collection<String> ending) {
        Query query = transaction
                .createQuery(
                        """
                        with taken as (
                            select o.order_id, o.status, c.step, o.shipping_method is not null as paid,
                                c.request_id, c.traceparent
                            from orders o join checkouts c using (order_id)
                            where o.order_id = any(:ids) and c.step = any(:steps)
                            order by o.order_id for update of o, c
                        )
                        """
                                + ENDED_OR_HELD)
                .bind("ids", orderIds.toArray(UUID[]::new));
        return standings(query, steps, ending);
    }

    /** The same with some of those whose time is over; several may sweep at once, each takes others. */
    public List<Standing> takeOverdue(
            Handle transaction, int most, Collection<String> steps, Collection<String> ending) {
        Query query = transaction
                .createQuery(
                        """
                        with taken as (
                            select o.order_id, o.status, c.step, o.shipping_method is not null as paid,
                                c.request_id, c.traceparent
                            from orders o join checkouts c using (order_id)
                            where c.deadline < now() and c.step = any(:steps)
                            order by c.deadline limit :most for update of o, c skip locked
                        )
                        """
                                + ENDED_OR_HELD)
                .bind("most", most);
        return standings(query, steps, ending);
    }

    private static List<Standing> standings(Query query, Collection<String> steps, Collection<String> ending) {
        return query.bind("steps", steps.toArray(String[]::new))
                .bind("ending", ending.toArray(String[]::new))
                .map((row, context) -> new Standing(
                        row.getObject("order_id", UUID.class),
                        OrderStatus.of(row.getString("status")),
                        row.getString("step"),
                        row.getBoolean("paid"),
                        Origin.of(row)))
                .list();
    }

    /**
     * Takes checkouts that are locked on to another step, and forgets what they are paid with.
     *
     * @return what that was, by order, as far as it was still kept
     */
    public Map<UUID, String> goOn(Handle transaction, Collection<UUID> orderIds, String step, Duration timeout) {
        return transaction
                .createQuery(
                        """
                        update checkouts set step = :step, deadline = now() + cast(:timeout as interval), payment_token = null
                        where order_id = any(:ids) returning order_id, old.payment_token
                        """)
                .bind("ids", orderIds.toArray(UUID[]::new))
                .bind("step", step)
                .bind("timeout", timeout)
                .reduceRows(new HashMap<>(), (tokens, row) -> {
                    tokens.put(row.getColumn("order_id", UUID.class), row.getColumn("payment_token", String.class));
                    return tokens;
                });
    }

    /**
     * How many checkouts are at each step, and the seconds since the oldest of them was begun; of the {@code most} whose
     * time is over first.
     */
    public Map<String, Under> underWay(Handle handle, int most) {
        return handle.createQuery(
                        """
                        select step, count(*) as orders,
                            extract(epoch from clock_timestamp() - min(uuid_extract_timestamp(order_id))) as seconds
                        from (select step, order_id from checkouts order by deadline limit :most) c group by step
                        """)
                .bind("most", most)
                .reduceRows(new HashMap<>(), (steps, row) -> {
                    steps.put(
                            row.getColumn("step", String.class),
                            new Under(row.getColumn("orders", Long.class), row.getColumn("seconds", Double.class)));
                    return steps;
                });
    }

    /** The checkouts at one step. */
    public record Under(long orders, double seconds) {}

    /** Ends the checkout of an order that is locked, at whatever step it is; returns which that was. */
    public Optional<String> end(Handle transaction, UUID orderId) {
        return transaction
                .createQuery("delete from checkouts where order_id = :orderId returning step")
                .bind("orderId", orderId)
                .mapTo(String.class)
                .findOne();
    }
}
