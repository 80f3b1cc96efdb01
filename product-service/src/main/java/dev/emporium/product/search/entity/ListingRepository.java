package dev.emporium.product.search.entity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Writes the listings. Every method is one statement in the handle's transaction; thread safe. */
public final class ListingRepository {
    private final ObjectMapper json;

    public ListingRepository(ObjectMapper json) {
        this.json = json;
    }

    /** Adds or replaces a listing; {@code inStock} counts for one that is new. */
    public void put(Handle transaction, Listing listing, boolean inStock) {
        transaction
                .createQuery(
                        """
                        select true from enter_listing(:productId, :version, :sku, :name, :description, :category, :brand,
                            cast(:attributes as jsonb), :family, :price, :currency, :inStock)
                        """)
                .bind("productId", listing.productId())
                .bind("version", listing.version())
                .bind("sku", listing.sku())
                .bind("name", listing.name())
                .bind("description", listing.description())
                .bind("category", listing.category())
                .bind("brand", listing.brand())
                .bind("attributes", attributes(listing))
                .bind("family", listing.family())
                .bind("price", listing.price().minorUnits())
                .bind("currency", listing.price().currencyCode())
                .bind("inStock", inStock)
                .mapTo(boolean.class)
                .one();
    }

    /** The same for several, in the order of their ids; new ones are in stock if they are among these. */
    public void put(Handle transaction, Collection<Listing> listings, Set<UUID> inStock) {
        ArrayNode rows = json.createArrayNode();
        listings.forEach(listing -> rows.addObject()
                .put("product_id", listing.productId().toString())
                .put("version", listing.version())
                .put("sku", listing.sku())
                .put("name", listing.name())
                .put("description", listing.description())
                .put("category", listing.category())
                .put("brand", listing.brand())
                .put("family", listing.family())
                .put("price_minor", listing.price().minorUnits())
                .put("currency", listing.price().currencyCode())
                .put("in_stock", inStock.contains(listing.productId()))
                .set("attributes", json.valueToTree(listing.attributes())));
        transaction
                .createQuery("select true from list_given(cast(:listings as json))")
                .bind("listings", rows.toString())
                .mapTo(boolean.class)
                .one();
    }

    /** For the transaction, no trigger lists what it writes of products. */
    public void unfollow(Handle transaction) {
        transaction
                .createQuery("select set_config('emporium.lists', 'itself', true)")
                .mapTo(String.class)
                .one();
    }

    public void remove(Handle transaction, Collection<UUID> productIds) {
        transaction
                .createUpdate(
                        """
                        with locked as materialized (
                            select product_id from listings where product_id = any(:productIds) order by product_id for update
                        )
                        delete from listings l using locked where locked.product_id = l.product_id
                        """)
                .bind("productIds", productIds.toArray(UUID[]::new))
                .execute();
    }

    public void remove(Handle transaction, UUID productId) {
        transaction
                .createUpdate("delete from listings where product_id = :productId")
                .bind("productId", productId)
                .execute();
    }

    /** Notes that some of each of these products can be ordered now, or none any more; what is not listed does not matter. */
    public void stock(Handle transaction, Collection<UUID> productIds, boolean inStock) {
        transaction
                .createQuery("select true from listings_in_stock(:productIds, :inStock)")
                .bind("productIds", productIds.toArray(UUID[]::new))
                .bind("inStock", inStock)
                .mapTo(boolean.class)
                .one();
    }

    private String attributes(Listing listing) {
        try {
            return json.writeValueAsString(listing.attributes());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
