package dev.emporium.order.returns.entity;

import dev.emporium.platform.operations.Books.Check;
import dev.emporium.platform.operations.Books.Difference;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The returns beside what was bought; every method is one statement and sees one moment. Thread safe. */
public final class ReturnBooks {

    /**
     * What has come back of an order.
     *
     * @param refundMinor what is known to have been paid back for it, in minor units of the order's currency
     */
    public record Returned(long pieces, long refundMinor) {
        public static final Returned NOTHING = new Returned(0, 0);
    }

    /** What must add up, each by its name; differences are told by the orders' ids. */
    public Map<String, Check> checks() {
        return Map.of("returns", ReturnBooks::returns, "refunds", ReturnBooks::refunds);
    }

    /** No more of a line comes back, or is to, than was bought. */
    private static List<Difference> returns(Handle handle, int most) {
        return handle.createQuery(
                        """
                        select r.order_id, concat('returned ', r.quantity, ' of ', r.product_id, ', bought ',
                            coalesce(b.quantity, 0)) as detail
                        from (
                            select r.order_id, l.product_id, sum(l.quantity) as quantity
                            from returns r join return_lines l using (return_id) where r.status <> 'refused'
                            group by r.order_id, l.product_id) r
                            left join order_lines b using (order_id, product_id)
                        where r.quantity > coalesce(b.quantity, 0) limit :most
                        """)
                .bind("most", most)
                .map((row, context) -> new Difference(row.getObject("order_id", UUID.class), row.getString("detail")))
                .list();
    }

    /** What has come back is paid back at the prices of the order, and no more; a provider may take an hour for it. */
    private static List<Difference> refunds(Handle handle, int most) {
        return handle.createQuery(
                        """
                        select r.order_id, concat('refunded ', coalesce(r.refund_minor::text, 'nothing'), ' for ', v.minor,
                            ', return ', r.status) as detail
                        from returns r join orders o using (order_id) join lateral (
                            select coalesce(sum(l.quantity * b.unit_price_minor), 0) as minor
                            from return_lines l join order_lines b on b.order_id = r.order_id
                                and b.product_id = l.product_id
                            where l.return_id = r.return_id and r.status = 'received') v on true
                        where r.refund_minor <> v.minor
                            or r.refund_minor is null and v.minor > 0 and o.shipping_method is not null
                                and r.updated_at < now() - interval '1 hour'
                        limit :most
                        """)
                .bind("most", most)
                .map((row, context) -> new Difference(row.getObject("order_id", UUID.class), row.getString("detail")))
                .list();
    }

    /** What has come back of these orders; those of which nothing has are not there. */
    public Map<UUID, Returned> returned(Handle handle, Collection<UUID> orderIds) {
        return handle.createQuery(
                        """
                        select r.order_id, coalesce(sum(r.refund_minor), 0) as refund, sum((
                            select coalesce(sum(l.quantity), 0) from return_lines l where l.return_id = r.return_id)) as pieces
                        from returns r where r.order_id = any(:ids) and r.status = 'received' group by r.order_id
                        """)
                .bind("ids", orderIds.toArray(UUID[]::new))
                .reduceRows(new HashMap<>(), (returned, row) -> {
                    returned.put(
                            row.getColumn("order_id", UUID.class),
                            new Returned(row.getColumn("pieces", Long.class), row.getColumn("refund", Long.class)));
                    return returned;
                });
    }
}
