package dev.emporium.product.recommendation.entity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Which products were bought, and with which others, in how many orders. Every method is one statement in the handle's
 * transaction, for any number of orders; rows are locked in the order of their ids. Thread safe.
 */
public final class PurchaseRepository {

    /** Notes purchases; @return those orders of which nothing was known */
    public List<UUID> add(Handle transaction, Collection<Purchase> purchases) {
        List<UUID> orderIds = new ArrayList<>();
        List<UUID> productIds = new ArrayList<>();
        purchases.forEach(purchase -> purchase.productIds().forEach(productId -> {
            orderIds.add(purchase.orderId());
            productIds.add(productId);
        }));
        return transaction
                .createQuery(
                        """
                        insert into purchases (order_id, product_ids, counted)
                        select order_id, array_agg(product_id order by product_id), true
                        from unnest(:orderIds, :productIds) as line (order_id, product_id)
                        group by order_id order by order_id
                        on conflict do nothing returning order_id
                        """)
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .bind("productIds", productIds.toArray(UUID[]::new))
                .mapTo(UUID.class)
                .list();
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
