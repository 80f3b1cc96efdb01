package dev.emporium.order.ordering.entity;

import dev.emporium.platform.Money;
import dev.emporium.platform.operations.Books.Check;
import dev.emporium.platform.operations.Books.Difference;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The orders beside their lines and histories; every method is one statement and sees one moment. Thread safe. */
public final class OrderBooks {
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    /**
     * An order, as others' books are held against it.
     *
     * @param isPaid not so for what was placed before there were payments, which has no shipment either
     * @param isTold whether all messages about it have left
     * @param pieces that were bought
     */
    public record Entry(UUID orderId, OrderStatus status, boolean isPaid, boolean isTold, Money total, long pieces) {}

    /** What must add up, each by its name; differences are told by the orders' ids. */
    public Map<String, Check> checks() {
        return Map.of("total", this::total, "history", this::history);
    }

    /** An order costs what its lines and its shipping do. */
    private List<Difference> total(Handle handle, int most) {
        return differences(
                handle,
                """
                select o.order_id, concat('total ', o.total_minor, ', lines and shipping ', l.minor) as detail
                from orders o join lateral (
                    select coalesce(sum(quantity * unit_price_minor), 0) + coalesce(o.shipping_minor, 0) as minor
                    from order_lines where order_id = o.order_id) l on true
                where o.total_minor <> l.minor limit :most
                """,
                most);
    }

    /** An order is where its history ends. */
    private List<Difference> history(Handle handle, int most) {
        return differences(
                handle,
                """
                select o.order_id, concat(o.status, ', by its history ', coalesce(h.status, 'nothing')) as detail
                from orders o left join lateral (
                    select status from order_history where order_id = o.order_id
                    order by position desc nulls last, at desc limit 1) h on true
                where h.status is distinct from o.status limit :most
                """,
                most);
    }

    private static List<Difference> differences(Handle handle, String sql, int most) {
        return handle.createQuery(sql)
                .bind("most", most)
                .map((row, context) -> new Difference(row.getObject("order_id", UUID.class), row.getString("detail")))
                .list();
    }

    /** The orders that follow the given one, or the first of all, by their ids. */
    public List<Entry> entries(Handle handle, UUID after, int count) {
        return handle.createQuery(
                        """
                        select order_id, status, currency, total_minor, shipping_method is not null as paid,
                            order_id::text not in (select key from outbox) as told,
                            (select coalesce(sum(l.quantity), 0) from order_lines l where l.order_id = o.order_id) as pieces
                        from orders o where order_id > :after order by order_id limit :count
                        """)
                .bind("after", after == null ? BEFORE_ALL : after)
                .bind("count", count)
                .map((row, context) -> new Entry(
                        row.getObject("order_id", UUID.class),
                        OrderStatus.of(row.getString("status")),
                        row.getBoolean("paid"),
                        row.getBoolean("told"),
                        Money.of(row.getLong("total_minor"), row.getString("currency")),
                        row.getLong("pieces")))
                .list();
    }
}
