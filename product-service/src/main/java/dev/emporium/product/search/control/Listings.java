package dev.emporium.product.search.control;

import dev.emporium.product.search.entity.Listing;
import dev.emporium.product.search.entity.ListingRepository;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Keeps what products are found by, in the transaction of the change that is told: whoever calls has locked the product
 * or its stock before, several by id. Thread safe.
 */
public final class Listings {
    private final ListingRepository listings;

    public Listings(ListingRepository listings) {
        this.listings = listings;
    }

    /**
     * The product is on sale, as this says.
     *
     * @param inStock whether some can be ordered, read under the lock of its stock if it was not on sale before
     */
    public void put(Handle transaction, Listing listing, boolean inStock) {
        listings.put(transaction, listing, inStock);
    }

    /**
     * The same for several; those that were not on sale before are in stock if they are among these.
     *
     * @param inStock ids of products
     */
    public void put(Handle transaction, Collection<Listing> listed, Set<UUID> inStock) {
        if (!listed.isEmpty()) {
            listings.put(transaction, listed, inStock);
        }
    }

    /**
     * The transaction, which is about to write many products, will tell of all of them: nothing looks after it whether it has.
     * Others may leave it to that.
     */
    public void willBeTold(Handle transaction) {
        listings.unfollow(transaction);
    }

    /** The products are not on sale. */
    public void remove(Handle transaction, Collection<UUID> productIds) {
        if (!productIds.isEmpty()) {
            listings.remove(transaction, productIds);
        }
    }

    /** The product is not on sale. */
    public void remove(Handle transaction, UUID productId) {
        listings.remove(transaction, productId);
    }

    /** Some of each of these products can be ordered now, where there was none. */
    public void available(Handle transaction, Collection<UUID> productIds) {
        stock(transaction, productIds, true);
    }

    /** None of these products can be ordered any more. */
    public void soldOut(Handle transaction, Collection<UUID> productIds) {
        stock(transaction, productIds, false);
    }

    private void stock(Handle transaction, Collection<UUID> productIds, boolean inStock) {
        if (!productIds.isEmpty()) {
            listings.stock(transaction, productIds, inStock);
        }
    }
}
