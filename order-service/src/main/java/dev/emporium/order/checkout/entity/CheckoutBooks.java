package dev.emporium.order.checkout.entity;

import dev.emporium.platform.operations.Books.Check;
import dev.emporium.platform.operations.Books.Difference;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The checkouts beside the orders; every method is one statement and sees one moment. Thread safe. */
public final class CheckoutBooks {
    /** What must add up, each by its name; differences are told by the orders' ids. */
    public Map<String, Check> checks() {
        return Map.of("checkouts", CheckoutBooks::checkouts, "overdue", CheckoutBooks::overdue);
    }

    /** Orders that are pending have a checkout under way, and no others. */
    private static List<Difference> checkouts(Handle handle, int most) {
        return handle.createQuery(
                        """
                        select o.order_id, 'pending, and no checkout' as detail from orders o
                        where o.status = 'pending' and not exists (select from checkouts c where c.order_id = o.order_id)
                        union all
                        select o.order_id, concat(o.status, ', and a checkout at ', c.step)
                        from checkouts c join orders o using (order_id) where o.status <> 'pending'
                        limit :most
                        """)
                .bind("most", most)
                .map((row, context) -> new Difference(row.getObject("order_id", UUID.class), row.getString("detail")))
                .list();
    }

    /** Nobody waits for longer than the time-out; who sweeps has a minute for it. */
    private static List<Difference> overdue(Handle handle, int most) {
        return handle.createQuery(
                        """
                        select order_id, concat(step, ' since ', deadline) as detail from checkouts
                        where deadline < now() - interval '1 minute' order by deadline limit :most
                        """)
                .bind("most", most)
                .map((row, context) -> new Difference(row.getObject("order_id", UUID.class), row.getString("detail")))
                .list();
    }
}
