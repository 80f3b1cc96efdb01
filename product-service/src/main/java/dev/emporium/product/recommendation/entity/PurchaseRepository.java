package dev.emporium.product.recommendation.entity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Which products were bought, and with which others, in how many orders. Every method is one statement in the handle's
 * transaction, for any number of orders; rows are locked in the order of their ids. Thread safe.
 */
public final class PurchaseRepository {
    private static final String GONE =
            """
            with gone as (
                select p.order_id, line.product_id
                from purchases p cross join lateral unnest(p.product_ids, p.quantities) as line (product_id, quantity)
                join brought_back b on b.order_id = p.order_id and b.product_id = line.product_id
                where p.order_id = any(:orderIds) and p.counted and b.quantity >= line.quantity
            )
            """;

    /** The last one ends what the others go by. */
    private static final List<String> DROPS = List.of(
            """
            insert into bought (product_id, orders)
            select product_id, -count(*) from gone group by product_id order by product_id
            on conflict (product_id) do update set orders = bought.orders + excluded.orders
            """,
            """
            insert into bought_together (product_id, other_id, orders)
            select one.product_id, other.product_id, -count(*)
            from purchases p cross join lateral unnest(p.product_ids) as one (product_id)
                cross join lateral unnest(p.product_ids) as other (product_id)
            where p.order_id = any(:orderIds) and one.product_id <> other.product_id and exists (
                select from gone g where g.order_id = p.order_id and g.product_id in (one.product_id, other.product_id))
            group by one.product_id, other.product_id order by one.product_id, other.product_id
            on conflict (product_id, other_id) do update set orders = bought_together.orders + excluded.orders
            """,
            """
            update purchases p set (product_ids, quantities) = (
                select coalesce(array_agg(product_id order by product_id), '{}'),
                    coalesce(array_agg(quantity order by product_id), '{}')
                from unnest(p.product_ids, p.quantities) as line (product_id, quantity)
                where not exists (select from gone g where g.order_id = p.order_id and g.product_id = line.product_id))
            where p.order_id in (select order_id from gone)
            """);

    /** Lets nobody else learn of these orders, or take back of them, until the transaction ends. */
    public void lock(Handle transaction, Collection<UUID> orderIds) {
        transaction
                .createQuery(
                        """
                        select count(pg_advisory_xact_lock(hashtextextended(cast(order_id as text), 15)))
                        from (select order_id from unnest(:orderIds) as asked (order_id) order by order_id) as one
                        """)
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .mapTo(Long.class)
                .one();
    }

    /** Notes purchases, but for what came back before; @return those orders of which nothing was known */
    public List<UUID> add(Handle transaction, Collection<Purchase> purchases) {
        return Lines.of(purchases)
                .bind(
                        transaction.createQuery(
                                """
                                insert into purchases (order_id, product_ids, quantities, counted)
                                select order_id, array_agg(product_id order by product_id),
                                    array_agg(quantity order by product_id), true
                                from unnest(:orderIds, :productIds, :quantities) as line (order_id, product_id, quantity)
                                where not exists (select from brought_back b where b.order_id = line.order_id
                                    and b.product_id = line.product_id and b.quantity >= line.quantity)
                                group by order_id order by order_id
                                on conflict do nothing returning order_id
                                """))
                .mapTo(UUID.class)
                .list();
    }

    /** The lines of some purchases, as arrays of the same length. */
    private record Lines(List<UUID> orderIds, List<UUID> productIds, List<Long> quantities) {
        static Lines of(Collection<Purchase> purchases) {
            Lines lines = new Lines(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            purchases.forEach(purchase -> purchase.quantities().forEach((productId, quantity) -> {
                lines.orderIds.add(purchase.orderId());
                lines.productIds.add(productId);
                lines.quantities.add(quantity);
            }));
            return lines;
        }

        <T extends SqlStatement<T>> T bind(T statement) {
            return statement
                    .bind("orderIds", orderIds.toArray(UUID[]::new))
                    .bind("productIds", productIds.toArray(UUID[]::new))
                    .bind("quantities", quantities.toArray(Long[]::new));
        }
    }

    /** Notes what came back, beside what came back of the same before. */
    public void bringBack(Handle transaction, Collection<Purchase> parts) {
        Lines.of(parts)
                .bind(
                        transaction.createUpdate(
                                """
                                insert into brought_back (order_id, product_id, quantity)
                                select order_id, product_id, sum(quantity)
                                from unnest(:orderIds, :productIds, :quantities) as line (order_id, product_id, quantity)
                                group by order_id, product_id order by order_id, product_id
                                on conflict (order_id, product_id) do update set quantity = brought_back.quantity + excluded.quantity
                                """))
                .execute();
    }

    /** Counts what came back of these orders to its last piece as not bought in them, and forgets it of them. */
    public void dropBroughtBack(Handle transaction, Collection<UUID> orderIds) {
        for (String sql : DROPS) {
            transaction
                    .createUpdate(GONE + sql)
                    .bind("orderIds", orderIds.toArray(UUID[]::new))
                    .execute();
        }
    }

    /** These orders are no purchases, whatever comes later; @return those of them that were */
    public List<UUID> undo(Handle transaction, Collection<UUID> orderIds) {
        return transaction
                .createQuery(
                        """
                        with undone as (
                            insert into purchases (order_id, product_ids, counted)
                            select order_id, '{}', false from unnest(:orderIds) as undone (order_id) order by order_id
                            on conflict (order_id) do update set counted = false where purchases.counted
                            returning order_id, product_ids
                        )
                        select order_id from undone where product_ids <> '{}'
                        """)
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .mapTo(UUID.class)
                .list();
    }

    /** Counts how often each product of these orders was bought. @param sign -1 takes it back */
    public void countProducts(Handle transaction, Collection<UUID> orderIds, int sign) {
        count(
                transaction,
                orderIds,
                sign,
                """
                insert into bought (product_id, orders)
                select product_id, :sign * count(*)
                from purchases cross join lateral unnest(product_ids) as line (product_id)
                where order_id = any(:orderIds) group by product_id order by product_id
                on conflict (product_id) do update set orders = bought.orders + excluded.orders
                """);
    }

    /** Counts how often each two products of these orders were bought together. @param sign -1 takes it back */
    public void countPairs(Handle transaction, Collection<UUID> orderIds, int sign) {
        count(
                transaction,
                orderIds,
                sign,
                """
                insert into bought_together (product_id, other_id, orders)
                select one.product_id, other.product_id, :sign * count(*)
                from purchases cross join lateral unnest(product_ids) as one (product_id)
                    cross join lateral unnest(product_ids) as other (product_id)
                where order_id = any(:orderIds) and one.product_id <> other.product_id
                group by one.product_id, other.product_id order by one.product_id, other.product_id
                on conflict (product_id, other_id) do update set orders = bought_together.orders + excluded.orders
                """);
    }

    private static void count(Handle transaction, Collection<UUID> orderIds, int sign, String sql) {
        transaction
                .createUpdate(sql)
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .bind("sign", sign)
                .execute();
    }

    /** What was bought together with a product, the most often first. */
    public List<UUID> boughtWith(Handle handle, UUID productId, int count) {
        return handle.createQuery(
                        """
                        select other_id from bought_together where product_id = :productId and orders > 0
                        order by orders desc, other_id limit :count
                        """)
                .bind("productId", productId)
                .bind("count", count)
                .mapTo(UUID.class)
                .list();
    }

    /** What was bought most often. */
    public List<UUID> popular(Handle handle, int count) {
        return handle.createQuery(
                        "select product_id from bought where orders > 0 order by orders desc, product_id limit :count")
                .bind("count", count)
                .mapTo(UUID.class)
                .list();
    }
}
