package dev.emporium.product.search.entity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collection;
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
