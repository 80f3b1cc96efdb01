package dev.emporium.product.stock.entity;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Who wants to be told when a product can be ordered again. Every method is one statement in the handle's transaction; thread safe. */
public final class WatcherRepository {

    /** @param watchId what is told once */
    public record Watcher(UUID watchId, UUID productId, UUID customerId) {}

    /** A product that can be ordered again. */
    public record Back(UUID productId, String sku, String name, long available) {}

    /**
     * Whether a product can be ordered; empty when there is none for everybody's eyes. Whoever changes its stock is waited for,
     * and waits until the transaction ends.
     */
    public Optional<Boolean> holdWhetherItCanBeOrdered(Handle transaction, UUID productId) {
        return transaction
                .createQuery(
                        """
                        select in_stock and offer = 'on_sale' from stock
                        where product_id = :productId and offer in ('on_sale', 'withdrawn') for share
                        """)
                .bind("productId", productId)
                .mapTo(Boolean.class)
                .findOne();
    }

    /** Adds a watcher who is not there yet, unless the customer watches as many as one may. @return whether it is there now */
    public boolean add(Handle transaction, UUID productId, UUID customerId, int most) {
        return transaction
                .createQuery(
                        """
                        with added as (
                            insert into stock_watchers (product_id, customer_id)
                            select :productId, :customerId
                            where (select count(*) from stock_watchers where customer_id = :customerId) < :most
                            on conflict (product_id, customer_id) do nothing
                            returning watch_id
                        )
                        select exists (select from added) or exists (
                            select from stock_watchers where product_id = :productId and customer_id = :customerId)
                        """)
                .bind("productId", productId)
                .bind("customerId", customerId)
                .bind("most", most)
                .mapTo(Boolean.class)
                .one();
    }

    /** Those of the products that somebody waits for. */
    public List<UUID> awaited(Handle handle, Collection<UUID> productIds) {
        return handle.createQuery("select distinct product_id from stock_watchers where product_id = any(:productIds)")
                .bind("productIds", productIds.toArray(UUID[]::new))
                .mapTo(UUID.class)
                .list();
    }

    /** Those of the products that can be ordered, by their ids, and as long as the transaction lasts. */
    public List<Back> onSale(Handle transaction, Collection<UUID> productIds) {
        return transaction
                .createQuery(
                        """
                        select s.product_id, n.sku, n.name, s.on_hand - s.reserved as available
                        from stock s join product_names n on n.product_id = s.product_id
                        where s.product_id = any(:productIds) and s.offer = 'on_sale' and s.in_stock
                        order by s.product_id for share of s
                        """)
                .bind("productIds", productIds.toArray(UUID[]::new))
                .map((row, context) -> new Back(
                        row.getObject("product_id", UUID.class),
                        row.getString("sku"),
                        row.getString("name"),
                        row.getLong("available")))
                .list();
    }

    /** Those who are to be told now, and not again. */
    public List<Watcher> take(Handle transaction, Collection<UUID> productIds) {
        return transaction
                .createQuery(
                        """
                        with taken as (
                            delete from stock_watchers where product_id = any(:productIds)
                            returning watch_id, product_id, customer_id
                        )
                        select watch_id, product_id, customer_id from taken order by watch_id
                        """)
                .bind("productIds", productIds.toArray(UUID[]::new))
                .map((row, context) -> new Watcher(
                        row.getObject("watch_id", UUID.class),
                        row.getObject("product_id", UUID.class),
                        row.getObject("customer_id", UUID.class)))
                .list();
    }

    /** Nobody waits for the product any more. */
    public void forgetThoseOf(Handle transaction, UUID productId) {
        transaction
                .createUpdate("delete from stock_watchers where product_id = :productId")
                .bind("productId", productId)
                .execute();
    }

    /** Those customers want to be told of nothing any more. */
    public void forget(Handle transaction, Collection<UUID> customerIds) {
        transaction
                .createUpdate("delete from stock_watchers where customer_id = any(:customerIds)")
                .bind("customerIds", customerIds.toArray(UUID[]::new))
                .execute();
    }
}
