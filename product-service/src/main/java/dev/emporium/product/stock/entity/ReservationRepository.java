package dev.emporium.product.stock.entity;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * What orders have set aside. Every method is one statement in the handle's transaction, for any number of orders. Rows
 * are locked in order of the orders' ids, and always before those of the stock. Thread safe.
 */
public final class ReservationRepository {
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    /**
     * Writes down a state for each order that has none yet, and locks the rows of all.
     *
     * @return what was there before, for those orders that had a state
     */
    public Map<UUID, Reservation> open(Handle transaction, Collection<UUID> orderIds, ReservationState state) {
        return byOrder(transaction
                .createQuery(
                        """
                        with opened as (
                            insert into order_reservations as present (order_id, state)
                            select order_id, :state from unnest(:orderIds) as asked (order_id) order by order_id
                            on conflict (order_id) do update set state = present.state
                            returning new.order_id, old.state, old.refused_products
                        )
                        select order_id, state, refused_products from opened where state is not null
                        """)
                .bind("state", state.word())
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .map(ReservationRepository::reservation)
                .list());
    }

    /** Locks the orders' rows; an order that is not known has none. */
    public Map<UUID, Reservation> lock(Handle transaction, Collection<UUID> orderIds) {
        return byOrder(transaction
                .createQuery(
                        """
                        select order_id, state, refused_products from order_reservations
                        where order_id = any(:orderIds) order by order_id for update
                        """)
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .map(ReservationRepository::reservation)
                .list());
    }

    private static Map<UUID, Reservation> byOrder(List<Reservation> reservations) {
        Map<UUID, Reservation> byOrder = new HashMap<>();
        reservations.forEach(reservation -> byOrder.put(reservation.orderId(), reservation));
        return byOrder;
    }

    /** The rows must be locked. */
    public void move(Handle transaction, Collection<UUID> orderIds, ReservationState to) {
        transaction
                .createUpdate(
                        """
                        update order_reservations set state = :to, updated_at = now() where order_id = any(:orderIds)
                        """)
                .bind("to", to.word())
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .execute();
    }

    /** Notes for each order what was not to be had; the rows must be locked. */
    public void reject(Handle transaction, Collection<Reservation> rejected) {
        List<UUID> orderIds = new ArrayList<>();
        List<UUID> productIds = new ArrayList<>();
        for (Reservation reservation : rejected) {
            for (UUID productId : reservation.refusedProducts()) {
                orderIds.add(reservation.orderId());
                productIds.add(productId);
            }
        }
        transaction
                .createUpdate(
                        """
                        update order_reservations r
                        set state = 'rejected', refused_products = refused.product_ids, updated_at = now()
                        from (
                            select order_id, array_agg(product_id) as product_ids
                            from unnest(:orderIds, :productIds) as pair (order_id, product_id) group by order_id
                        ) refused
                        where r.order_id = refused.order_id
                        """)
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .bind("productIds", productIds.toArray(UUID[]::new))
                .execute();
    }

    /** Notes what the orders have set aside. */
    public void hold(Handle transaction, Collection<Demand> granted) {
        DemandLines lines = DemandLines.of(granted);
        lines.bind(
                        transaction.createUpdate(
                                """
                        insert into reservation_lines (order_id, product_id, quantity)
                        select order_id, product_id, quantity
                        from unnest(:orderIds, :productIds, :quantities) as line (order_id, product_id, quantity)
                        """))
                .execute();
    }

    /**
     * Takes what came back out of what the orders were sold; the rows must be locked.
     *
     * @return false when one of them was not sold so much; then nothing must become of it
     */
    public boolean takeBack(Handle transaction, Collection<Demand> returned) {
        DemandLines lines = DemandLines.of(returned);
        return lines.bind(
                                transaction.createQuery(
                                        """
                                with back as (
                                    select order_id, product_id, quantity from unnest(:orderIds, :productIds, :quantities)
                                        as line (order_id, product_id, quantity)
                                ), fewer as (
                                    update reservation_lines l set quantity = l.quantity - back.quantity from back
                                    where l.order_id = back.order_id and l.product_id = back.product_id
                                        and l.quantity > back.quantity
                                    returning l.product_id
                                ), none as (
                                    delete from reservation_lines l using back
                                    where l.order_id = back.order_id and l.product_id = back.product_id
                                        and l.quantity = back.quantity
                                    returning l.product_id
                                )
                                select (select count(*) from fewer) + (select count(*) from none)
                                """))
                        .mapTo(Integer.class)
                        .one()
                == lines.size();
    }

    /** Releases those of the orders of which nothing is left; the rows must be locked. */
    public void release(Handle transaction, Collection<UUID> orderIds) {
        transaction
                .createUpdate(
                        """
                        update order_reservations r set state = 'released', updated_at = now()
                        where order_id = any(:orderIds)
                            and not exists (select from reservation_lines l where l.order_id = r.order_id)
                        """)
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .execute();
    }

    /** What became of the orders that follow the given one, by order. */
    public List<BookEntry> books(Handle handle, UUID afterOrder, int count) {
        return handle.createQuery(
                        """
                        select order_id, state, (
                            select coalesce(sum(quantity), 0) from reservation_lines l where l.order_id = r.order_id) as pieces
                        from order_reservations r where order_id > :after order by order_id limit :count
                        """)
                .bind("after", afterOrder == null ? BEFORE_ALL : afterOrder)
                .bind("count", count)
                .map((row, context) -> new BookEntry(
                        row.getObject("order_id", UUID.class),
                        ReservationState.of(row.getString("state")),
                        row.getLong("pieces")))
                .list();
    }

    private static Reservation reservation(ResultSet row, StatementContext context) throws SQLException {
        Array refused = row.getArray("refused_products");
        return new Reservation(
                row.getObject("order_id", UUID.class),
                ReservationState.of(row.getString("state")),
                refused == null ? List.of() : List.of((UUID[]) refused.getArray()));
    }
}
