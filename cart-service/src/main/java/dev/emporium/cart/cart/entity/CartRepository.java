package dev.emporium.cart.cart.entity;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/**
 * Where carts are kept. Whoever changes a cart's items takes its row first, by {@link #touch} or {@link #touchAll}, so
 * that changes of one cart come one after the other and never wait for each other in a circle.
 */
public interface CartRepository {
    @SqlQuery("insert into carts (cart_id, user_id) values (:cartId, :userId) returning updated_at")
    Instant insert(UUID cartId, UUID userId);

    default Optional<Cart> find(UUID cartId) {
        return CartRow.cart(rows(cartId));
    }

    @SqlQuery(
            """
            select cart_id, user_id, updated_at, product_id, sku, name, quantity, currency, seen_price, last_price
            from carts left join cart_items using (cart_id)
            where cart_id = :cartId
            order by position
            """)
    @RegisterConstructorMapper(CartRow.class)
    List<CartRow> rows(UUID cartId);

    /** Takes the cart's row until the end of the transaction; false when there is no such cart. */
    @SqlUpdate("update carts set updated_at = clock_timestamp() where cart_id = :cartId")
    boolean touch(UUID cartId);

    /** Takes the rows of those carts that exist. */
    @SqlUpdate(
            """
            update carts set updated_at = clock_timestamp()
            where cart_id in (
                select cart_id from carts where cart_id = any(:cartIds) order by cart_id for no key update)
            """)
    void touchAll(Collection<UUID> cartIds);

    @SqlUpdate(
            """
            insert into cart_items (cart_id, product_id, sku, name, quantity, currency, seen_price, last_price)
            values (:cartId, :item.productId, :item.sku, :item.name, :item.quantity,
                :item.lastPrice.currencyCode, :item.seenPrice.minorUnits, :item.lastPrice.minorUnits)
            on conflict (cart_id, product_id) do update set sku = excluded.sku, name = excluded.name,
                quantity = excluded.quantity, currency = excluded.currency,
                seen_price = excluded.seen_price, last_price = excluded.last_price
            """)
    void put(UUID cartId, @BindMethods("item") CartItem item);

    @SqlUpdate("delete from cart_items where cart_id = :cartId and product_id = :productId")
    void remove(UUID cartId, UUID productId);

    @SqlUpdate("delete from cart_items where cart_id = :cartId")
    void clear(UUID cartId);

    /** Takes what was ordered out of the carts; what is in them beyond that stays. */
    @SqlUpdate(
            """
            with ordered as (
                select cart_id, product_id, sum(quantity) as quantity
                from unnest(:cartIds, :productIds, :quantities) as line (cart_id, product_id, quantity)
                group by cart_id, product_id
            ), gone as (
                delete from cart_items item using ordered
                where item.cart_id = ordered.cart_id and item.product_id = ordered.product_id
                    and item.quantity <= ordered.quantity
            )
            update cart_items item set quantity = item.quantity - ordered.quantity from ordered
            where item.cart_id = ordered.cart_id and item.product_id = ordered.product_id
                and item.quantity > ordered.quantity
            """)
    void subtract(List<UUID> cartIds, List<UUID> productIds, List<Long> quantities);

    /**
     * Remembers what the catalogue says now. Runs beside reads, so it passes over a cart that somebody is changing: the
     * next read will do.
     */
    @SqlUpdate(
            """
            update cart_items item set sku = live.sku, name = live.name, last_price = live.price
            from (select cart_id from carts where cart_id = :cartId for no key update skip locked) cart,
                unnest(:productIds, :skus, :names, :currencies, :prices)
                    as live (product_id, sku, name, currency, price)
            where item.cart_id = cart.cart_id and item.product_id = live.product_id and item.currency = live.currency
            """)
    void remember(
            UUID cartId,
            List<UUID> productIds,
            List<String> skus,
            List<String> names,
            List<String> currencies,
            List<Long> prices);

    /** Deletes some of the carts that nobody has changed for 90 days, and says how many. */
    @SqlUpdate(
            """
            delete from carts where cart_id = any(array(
                select cart_id from carts where updated_at < now() - interval '90 days'
                order by updated_at limit :most for update skip locked))
            """)
    int purge(int most);
}
