package dev.emporium.cart.cart.entity;

import dev.emporium.platform.security.ErasedCustomers;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * What happens to carts when their guest signs in; every method is one statement in the handle's
 * transaction. Like every change of carts, it begins with taking their rows, by {@link #take}. Thread safe.
 */
public final class CartOwnership {
    private final ErasedCustomers erased = new ErasedCustomers();

    /**
     * Waits until no other transaction holds the owner, whether or not there is a cart yet.
     *
     * @throws dev.emporium.platform.problem.ProblemException 401 when the owner's account was deleted
     */
    public void holdOwner(Handle handle, UUID ownerId) {
        erased.hold(handle, List.of(ownerId));
        erased.refuse(handle, ownerId);
    }

    /** The one of the owner's carts that was changed last. */
    public Optional<UUID> latestOf(Handle handle, UUID ownerId) {
        return handle.createQuery(
                        "select cart_id from carts where user_id = :ownerId order by updated_at desc, cart_id limit 1")
                .bind("ownerId", ownerId)
                .mapTo(UUID.class)
                .findOne();
    }

    /** Takes the rows of the carts, in the order of their ids, as far as they are the viewer's or nobody's. */
    public void take(Handle handle, List<UUID> cartIds, UUID viewer) {
        handle.createQuery(
                        """
                        select cart_id from carts
                        where cart_id = any(:cartIds) and (user_id is null or user_id = :viewer)
                        order by cart_id for update
                        """)
                .bind("cartIds", cartIds.toArray(UUID[]::new))
                .bind("viewer", viewer)
                .mapTo(UUID.class)
                .list();
    }

    /** Makes a guest's cart the owner's. */
    public void give(Handle handle, UUID cartId, UUID ownerId) {
        handle.createUpdate(
                        """
                        update carts set user_id = :ownerId, updated_at = clock_timestamp()
                        where cart_id = :cartId and user_id is null
                        """)
                .bind("cartId", cartId)
                .bind("ownerId", ownerId)
                .execute();
    }

    /** Adds the quantities of what is in both carts, as far as a cart holds them, and remembers what went where. */
    public void addUp(Handle handle, UUID intoId, UUID fromId, int most) {
        handle.createUpdate(
                        """
                        with added as (
                            update cart_items mine
                            set quantity = greatest(mine.quantity, least(:most, mine.quantity + theirs.quantity))
                            from cart_items theirs
                            where mine.cart_id = :intoId and theirs.cart_id = :fromId
                                and mine.product_id = theirs.product_id
                            returning mine.product_id, new.quantity - old.quantity as quantity
                        )
                        insert into merged_items (cart_id, product_id, into_id, quantity)
                        select :fromId, product_id, :intoId, quantity from added
                        """)
                .bind("most", most)
                .bind("intoId", intoId)
                .bind("fromId", fromId)
                .execute();
    }

    /**
     * Moves what is in the second cart only, the oldest first, as long as there is room, and remembers it.
     *
     * @param room for how many products that the first cart holds in no way; one that is saved there takes none
     */
    public void moveTheRest(Handle handle, UUID intoId, UUID fromId, int room) {
        handle.createUpdate(
                        """
                        with rest as (
                            select theirs.product_id, theirs.sku, theirs.name, theirs.quantity, theirs.currency,
                                theirs.seen_price, theirs.last_price, theirs.position,
                                held.product_id is not null as is_held,
                                row_number() over (partition by held.product_id is not null order by theirs.position) as nth
                            from cart_items theirs left join saved_items held
                                on held.cart_id = :intoId and held.product_id = theirs.product_id
                            where theirs.cart_id = :fromId and theirs.product_id not in (
                                select product_id from cart_items where cart_id = :intoId)
                        ), moved as (
                            insert into cart_items (cart_id, product_id, sku, name, quantity, currency, seen_price,
                                last_price)
                            select :intoId, product_id, sku, name, quantity, currency, seen_price, last_price
                            from rest
                            where is_held or nth <= :room
                            order by position
                            returning product_id, quantity
                        )
                        insert into merged_items (cart_id, product_id, into_id, quantity)
                        select :fromId, product_id, :intoId, quantity from moved
                        """)
                .bind("intoId", intoId)
                .bind("fromId", fromId)
                .bind("room", room)
                .execute();
    }

    /** Moves what is saved in the second cart and in no way in the first, the oldest first, as long as there is room. */
    public void moveSaved(Handle handle, UUID intoId, UUID fromId, int most) {
        handle.createUpdate(
                        """
                        with twice as (
                            delete from saved_items saved using cart_items item
                            where saved.cart_id = :intoId and item.cart_id = :intoId
                                and item.product_id = saved.product_id
                        )
                        insert into saved_items (cart_id, product_id, sku, name, quantity, currency, seen_price, last_price)
                        select :intoId, product_id, sku, name, quantity, currency, seen_price, last_price
                        from saved_items
                        where cart_id = :fromId and product_id not in (
                            select product_id from cart_items where cart_id = :intoId
                            union all select product_id from saved_items where cart_id = :intoId)
                        order by position
                        limit greatest(0, :most - (
                            select count(distinct product_id) from (
                                select product_id from cart_items where cart_id = :intoId
                                union all select product_id from saved_items where cart_id = :intoId) line))
                        """)
                .bind("intoId", intoId)
                .bind("fromId", fromId)
                .bind("most", most)
                .execute();
    }

    /** Deletes the carts of these owners with what is in them; returns which they were. */
    public List<UUID> deleteThoseOf(Handle handle, Collection<UUID> ownerIds) {
        return handle.createQuery(
                        """
                        delete from carts where cart_id = any(array(
                            select cart_id from carts where user_id = any(:ownerIds) order by carts.cart_id for update))
                        returning cart_id
                        """)
                .bind("ownerIds", ownerIds.toArray(UUID[]::new))
                .mapTo(UUID.class)
                .list();
    }

    /** Forgets where things went, of merges so long ago that no order of theirs is on its way any more. */
    public int purge(Handle handle, int most) {
        return handle.createUpdate(
                        """
                        delete from merged_items where ctid = any(array(
                            select ctid from merged_items where merged_at < now() - interval '30 days' limit :most))
                        """)
                .bind("most", most)
                .execute();
    }

    /** Deletes a guest's cart with what is in it. */
    public void delete(Handle handle, UUID cartId) {
        handle.createUpdate("delete from carts where cart_id = :cartId and user_id is null")
                .bind("cartId", cartId)
                .execute();
    }
}
