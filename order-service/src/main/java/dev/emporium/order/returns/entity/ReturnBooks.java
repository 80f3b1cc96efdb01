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
    private static final String COST =
            """
            select coalesce(sum(l.quantity), 0) as pieces, coalesce(sum(l.quantity * b.unit_price_minor), 0) as minor
            from return_lines l join order_lines b on b.order_id = r.order_id and b.product_id = l.product_id
            where l.order_id = r.order_id and l.return_id = r.return_id
            """;

    /**
     * What has come back of an order.
     *
     * @param refundMinor what is known to have been paid back for it, in minor units of the order's currency, as what follows
     * @param owedMinor what it has cost, as far as it is known to be paid back or should be by now: a provider may take an hour
     * @param shortMinor by how much less than it has cost is known to have been paid back
     */
    public record Returned(long pieces, long refundMinor, long owedMinor, long shortMinor) {
        public static final Returned NOTHING = new Returned(0, 0, 0, 0);
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
                            select order_id, l.product_id, sum(l.quantity) as quantity
                            from returns r join return_lines l using (order_id, return_id) where r.status <> 'refused'
                            group by order_id, l.product_id) r
                            left join order_lines b using (order_id, product_id)
                        where r.quantity > coalesce(b.quantity, 0) limit :most
                        """)
                .bind("most", most)
                .map((row, context) -> new Difference(row.getObject("order_id", UUID.class), row.getString("detail")))
                .list();
    }

    /** What has come back is paid back at the prices of the order, and no more. Whether it is, the payments say too. */
    private static List<Difference> refunds(Handle handle, int most) {
        return handle.createQuery(
                        """
                        select r.order_id, concat('refunded ', r.refund_minor, ' for ', v.minor, ', return ', r.status)
                            as detail
                        from returns r join lateral (%s and r.status = 'received') v on true
                        where r.refund_minor > v.minor limit :most
                        """
                                .formatted(COST))
                .bind("most", most)
                .map((row, context) -> new Difference(row.getObject("order_id", UUID.class), row.getString("detail")))
                .list();
    }

    /** What has come back of these orders; those of which nothing has are not there. */
    public Map<UUID, Returned> returned(Handle handle, Collection<UUID> orderIds) {
        return handle.createQuery(
                        """
                        select r.order_id, sum(v.pieces) as pieces, coalesce(sum(r.refund_minor), 0) as refund,
                            coalesce(sum(v.minor) filter (
                                where r.refund_minor is not null or r.updated_at < now() - interval '1 hour'), 0) as owed,
                            coalesce(sum(v.minor - r.refund_minor), 0) as short
                        from returns r join lateral (%s) v on true
                        where r.order_id = any(:ids) and r.status = 'received' group by r.order_id
                        """
                                .formatted(COST))
                .bind("ids", orderIds.toArray(UUID[]::new))
                .reduceRows(new HashMap<>(), (returned, row) -> {
                    returned.put(
                            row.getColumn("order_id", UUID.class),
                            new Returned(
                                    row.getColumn("pieces", Long.class),
                                    row.getColumn("refund", Long.class),
                                    row.getColumn("owed", Long.class),
                                    row.getColumn("short", Long.class)));
                    return returned;
                });
    }
}
