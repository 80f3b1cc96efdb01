package dev.emporium.order.checkout.entity;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The checkouts under way, each with what it waits for. A checkout that is decided has no row, so that a crash leaves
 * exactly what is still to be done. Payment will be a step of its own between stock and the decision.
 */
public final class CheckoutRepository {

    /** Starts with waiting for stock. */
    public void add(Handle transaction, UUID orderId, Instant deadline) {
        transaction.execute(
                "insert into checkouts (order_id, step, deadline) values (?, 'awaiting_stock', ?)", orderId, deadline);
    }

    /** Ends those of the checkouts that wait for stock; returns whose they were. */
    public List<UUID> endAwaitingStock(Handle transaction, Collection<UUID> orderIds) {
        return transaction
                .createQuery(
                        """
                        delete from checkouts where step = 'awaiting_stock' and order_id = any(array(
                            select order_id from checkouts where order_id = any(:ids) order by order_id for update))
                        returning order_id
                        """)
                .bind("ids", orderIds.toArray(UUID[]::new))
                .mapTo(UUID.class)
                .list();
    }

    /** Ends some of the checkouts whose time is over; several may sweep at once, each takes others. */
    public List<UUID> endOverdue(Handle transaction, Instant now, int most) {
        return transaction
                .createQuery(
                        """
                        delete from checkouts where order_id = any(array(
                            select order_id from checkouts where deadline < :now
                            order by deadline limit :most for update skip locked))
                        returning order_id
                        """)
                .bind("now", now)
                .bind("most", most)
                .mapTo(UUID.class)
                .list();
    }
}
