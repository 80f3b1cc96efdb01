package dev.emporium.cart.cart.entity;

import dev.emporium.platform.ExpectedVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Where carts are kept; every method is one statement in the handle's transaction. Whoever changes a
 * cart's items takes its row first, by {@link #touch} or {@link #touchAll}, so that changes of one cart come one after
 * the other and never wait for each other in a circle.
 *
 * <p>What takes a viewer, the id of who has signed in or null for a guest, knows only the viewer's carts and those that
 * nobody owns: somebody else's is no different from one that does not exist. Thread safe.
 */
public final class CartRepository {
    private static final String SEEN = "cart_id = :cartId and (user_id is null or user_id = :viewer)";

    /** No two changes are of the same moment, even if the clock is set back. */
    private static final String TOUCH =
            """
            update carts set updated_at = greatest(clock_timestamp(), updated_at + interval '1 microsecond')
            where %s and (:any or cast(extract(epoch from updated_at) * 1000000 as bigint) = any(:versions))
            """
                    .formatted(SEEN);

    public Instant insert(Handle handle, UUID cartId, UUID userId) {
        return handle.createQuery("insert into carts (cart_id, user_id) values (:cartId, :userId) returning updated_at")
                .bind("cartId", cartId)
                .bind("userId", userId)
                .mapTo(OffsetDateTime.class)
                .one()
                .toInstant();
    }

    public Optional<Cart> find(Handle handle, UUID cartId, UUID viewer) {
        return CartRow.cart(handle.createQuery(
                        """
                        select cart_id, user_id, updated_at, product_id, sku, name, quantity, currency, seen_price,
                            last_price, saved
                        from carts left join (
                            select cart_id, product_id, position, sku, name, quantity, currency, seen_price, last_price,
                                false as saved
                            from cart_items
                            union all
                            select cart_id, product_id, position, sku, name, quantity, currency, seen_price, last_price,
                                true
                            from saved_items
                        ) line using (cart_id)
                        where %s
                        order by position
                        """
                                .formatted(SEEN))
                .bind("cartId", cartId)
                .bind("viewer", viewer)
                .map(CartRow::of)
                .list());
    }

    /** Takes the cart's row until the end of the transaction; false when there is no such cart, or not at this version. */
    public boolean touch(Handle handle, UUID cartId, UUID viewer, ExpectedVersion expected) {
        return touch(handle.createUpdate(TOUCH), cartId, viewer, expected).execute() == 1;
    }

    private static <S extends SqlStatement<S>> S touch(
            S statement, UUID cartId, UUID viewer, ExpectedVersion expected) {
        return statement
                .bind("cartId", cartId)
                .bind("viewer", viewer)
                .bind("any", expected.any())
                .bind("versions", expected.versions().toArray(Long[]::new));
    }

    /** Takes the rows of those carts that exist, and of those that gone ones went into; returns which it took. */
    public Set<UUID> touchAll(Handle handle, Collection<UUID> cartIds) {
        return handle.createQuery(
                        """
                        update carts set updated_at = greatest(clock_timestamp(), updated_at + interval '1 microsecond')
                        where cart_id in (
                            select cart_id from carts
                            where cart_id = any(:cartIds || array(
                                select into_id from merged_items where cart_id = any(:cartIds)))
                            order by cart_id for no key update)
                        returning cart_id
                        """)
                .bind("cartIds", cartIds.toArray(UUID[]::new))
                .mapTo(UUID.class)
                .set();
    }

    /**
     * Takes the rows of the carts that gone ones went into, and does not wait: whoever calls it holds other rows already.
     *
     * @throws org.jdbi.v3.core.JdbiException when somebody else holds one
     */
    public void touchWhereTheyWent(Handle handle, Collection<UUID> cartIds) {
        handle.createQuery(
                        """
                        select cart_id from carts
                        where cart_id in (select into_id from merged_items where cart_id = any(:cartIds))
                        order by cart_id for no key update nowait
                        """)
                .bind("cartIds", cartIds.toArray(UUID[]::new))
                .mapTo(UUID.class)
                .list();
    }

    /**
     * Takes the cart's row, and puts the item there or adds to what is there, what is saved of it included, whoever else
     * adds at the same time.
     *
     * @return whether it is new to the cart; empty when there is no such cart, or not at the version
     */
    public Optional<Boolean> put(Handle handle, LineChange change, CartItem item) {
        return touch(
                        bind(
                                handle.createQuery(
                                        """
                                        with cart as (%s returning cart_id),
                                        back as (
                                            delete from saved_items using cart
                                            where saved_items.cart_id = cart.cart_id and product_id = :productId
                                            returning quantity
                                        )
                                        insert into cart_items as item
                                            (cart_id, product_id, sku, name, quantity, currency, seen_price, last_price)
                                        select cart_id, :productId, :sku, :name,
                                            :quantity + case when :more then coalesce((select quantity from back), 0) else 0 end,
                                            :currency, :seenPrice, :lastPrice
                                        from cart
                                        on conflict (cart_id, product_id) do update set sku = excluded.sku,
                                            name = excluded.name, currency = excluded.currency,
                                            quantity = excluded.quantity + case when :more then item.quantity else 0 end,
                                            seen_price = excluded.seen_price, last_price = excluded.last_price
                                        returning old.cart_id is null and not exists (select from back)
                                        """
                                                .formatted(TOUCH)),
                                item),
                        change.cartId(),
                        change.viewer(),
                        change.expected())
                .bind("more", change.more())
                .mapTo(Boolean.class)
                .findOne();
    }

    /** Puts the item among what is saved for later, wherever it was; the cart's row is the transaction's already. */
    public void save(Handle handle, UUID cartId, CartItem item) {
        bind(
                        handle.createUpdate(
                                """
                                with gone as (delete from cart_items where cart_id = :cartId and product_id = :productId)
                                insert into saved_items
                                    (cart_id, product_id, sku, name, quantity, currency, seen_price, last_price)
                                values (:cartId, :productId, :sku, :name, :quantity, :currency, :seenPrice, :lastPrice)
                                on conflict (cart_id, product_id) do update set sku = excluded.sku, name = excluded.name,
                                    quantity = excluded.quantity, currency = excluded.currency,
                                    seen_price = excluded.seen_price, last_price = excluded.last_price
                                """),
                        item)
                .bind("cartId", cartId)
                .execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, CartItem item) {
        return statement
                .bind("productId", item.productId())
                .bind("sku", item.sku())
                .bind("name", item.name())
                .bind("quantity", item.quantity())
                .bind("currency", item.lastPrice().currencyCode())
                .bind("seenPrice", item.seenPrice().minorUnits())
                .bind("lastPrice", item.lastPrice().minorUnits());
    }

    /** Also when it is saved for later. */
    public void remove(Handle handle, UUID cartId, UUID productId) {
        handle.createUpdate(
                        """
                        with gone as (delete from saved_items where cart_id = :cartId and product_id = :productId)
                        delete from cart_items where cart_id = :cartId and product_id = :productId
                        """)
                .bind("cartId", cartId)
                .bind("productId", productId)
                .execute();
    }

    /** What is saved for later stays. */
    public void clear(Handle handle, UUID cartId) {
        handle.createUpdate("delete from cart_items where cart_id = :cartId")
                .bind("cartId", cartId)
                .execute();
    }

    /**
     * Takes what was ordered out of the carts, or out of those that gone ones went into: there no more than came from the
     * cart that was ordered. What is in them beyond that stays.
     */
    public void subtract(Handle handle, List<UUID> cartIds, List<UUID> productIds, List<Long> quantities) {
        handle.createUpdate(
                        """
                        with line as (
                            select cart_id, product_id, sum(quantity) as quantity
                            from unnest(:cartIds, :productIds, :quantities) as line (cart_id, product_id, quantity)
                            group by cart_id, product_id
                        ), moved as (
                            update merged_items item set quantity = item.quantity - least(item.quantity, line.quantity)
                            from line where item.cart_id = line.cart_id and item.product_id = line.product_id
                            returning item.into_id, item.product_id, old.quantity - new.quantity as quantity
                        ), ordered as (
                            select cart_id, product_id, sum(quantity) as quantity
                            from (select cart_id, product_id, quantity from line
                                union all select into_id, product_id, quantity from moved) as part
                            group by cart_id, product_id having sum(quantity) > 0
                        ), gone as (
                            delete from cart_items item using ordered
                            where item.cart_id = ordered.cart_id and item.product_id = ordered.product_id
                                and item.quantity <= ordered.quantity
                        )
                        update cart_items item set quantity = item.quantity - ordered.quantity from ordered
                        where item.cart_id = ordered.cart_id and item.product_id = ordered.product_id
                            and item.quantity > ordered.quantity
                        """)
                .bind("cartIds", cartIds.toArray(UUID[]::new))
                .bind("productIds", productIds.toArray(UUID[]::new))
                .bind("quantities", quantities.toArray(Long[]::new))
                .execute();
    }

    /**
     * Remembers what the customer is shown: an order is held to it. So it waits for whoever is changing the cart; nothing is
     * locked when there is no news.
     */
    public void remember(Handle handle, UUID cartId, List<Product> live) {
        if (live.isEmpty()) {
            return;
        }
        handle.createUpdate(
                        """
                        update cart_items item set sku = live.sku, name = live.name, last_price = live.price
                        from (select cart_id from carts where cart_id = :cartId for no key update) cart,
                            unnest(:productIds, :skus, :names, :currencies, :prices)
                                as live (product_id, sku, name, currency, price)
                        where item.cart_id = cart.cart_id and item.product_id = live.product_id
                            and item.currency = live.currency
                        """)
                .bind("cartId", cartId)
                .bind("productIds", live.stream().map(Product::productId).toArray(UUID[]::new))
                .bind("skus", live.stream().map(Product::sku).toArray(String[]::new))
                .bind("names", live.stream().map(Product::name).toArray(String[]::new))
                .bind(
                        "currencies",
                        live.stream()
                                .map(product -> product.price().currencyCode())
                                .toArray(String[]::new))
                .bind(
                        "prices",
                        live.stream()
                                .map(product -> product.price().minorUnits())
                                .toArray(Long[]::new))
                .execute();
    }

    /** A cart that nobody has changed for too long, with how many products were in it or saved. */
    public record Expired(UUID cartId, Instant updatedAt, int lines) {}

    /** Deletes some of the carts that nobody has changed for so long, the oldest first, and says which. */
    public List<Expired> expire(Handle handle, Duration unchanged, int most) {
        return handle.createQuery(
                        """
                        with old as materialized (
                            select cart_id from carts where updated_at < now() - make_interval(secs => :seconds)
                            order by updated_at limit :most for update skip locked
                        )
                        delete from carts using old where carts.cart_id = old.cart_id
                        returning carts.cart_id, carts.updated_at,
                            (select count(*) from cart_items item where item.cart_id = carts.cart_id)
                            + (select count(*) from saved_items item where item.cart_id = carts.cart_id) as lines
                        """)
                .bind("seconds", (double) unchanged.toSeconds())
                .bind("most", most)
                .map((row, context) -> new Expired(
                        row.getObject("cart_id", UUID.class),
                        row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                        row.getInt("lines")))
                .list();
    }
}
