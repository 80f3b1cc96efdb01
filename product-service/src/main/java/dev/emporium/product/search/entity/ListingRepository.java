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
    private final ListedWords words = new ListedWords();

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

    /**
     * The same for several, in the order of their ids; new ones are in stock if they are among these. All their words are entered
     * first, in one order for everybody, so that nobody waits in a circle.
     */
    public void put(Handle transaction, Collection<Listing> listings, Set<UUID> inStock) {
        ListedTerms made = ListedTerms.of(transaction, words, listings);
        ArrayNode rows = json.createArrayNode();
        listings.forEach(listing -> rows.addObject()
                .put("product_id", listing.productId().toString())
                .put("version", listing.version())
                .put("sku", listing.sku())
                .put("name", listing.name())
                .put("category", listing.category())
                .put("brand", listing.brand())
                .put("family", listing.family())
                .put("price_minor", listing.price().minorUnits())
                .put("currency", listing.price().currencyCode())
                .put("in_stock", inStock.contains(listing.productId()))
                .put("name_words", made.nameWords().get(listing.productId()))
                .put("said", String.join("\n", made.terms().get(listing.productId())))
                .set("attributes", json.valueToTree(listing.attributes())));
        transaction
                .createUpdate(
                        """
                        with given as materialized (
                            select product_id, version, sku, name, category, brand, family, price_minor, currency, in_stock,
                                name_words, said, attributes
                            from json_to_recordset(cast(:listings as json)) as g (product_id uuid, version bigint, sku text,
                                name text, category text, brand text, family text, price_minor bigint, currency text,
                                in_stock boolean, name_words smallint, said text, attributes jsonb)
                        ), entered as (
                            insert into search_words (word, stem)
                            select word, stem from unnest(cast(:words as text[]), cast(:stems as text[])) as said (word, stem)
                            where not exists (select from search_words known where known.word = said.word)
                            order by word on conflict (word) do nothing returning word
                        )
                        insert into listings as l (product_id, version, name_key, price_minor, currency, category, brand,
                            attributes, in_stock, name_words, terms)
                        select product_id, version, left(search_key(name), 64), price_minor, currency, category, brand, attributes,
                            in_stock, name_words, string_to_array(said, E'\\n')
                                || array(select 'a:' || key || '=' || value from jsonb_each_text(attributes))
                                || array_remove(array['u:' || lower(sku collate pg_c_utf8), 'b:' || brand, 'f:' || family,
                                    'm:' || currency, listing_stock_term(in_stock)], null)
                        -- reads to its end what is entered, and waits for it
                        from given where (select count(*) from entered) >= 0 order by product_id
                        on conflict (product_id) do update set version = excluded.version, name_key = excluded.name_key,
                            price_minor = excluded.price_minor, currency = excluded.currency, category = excluded.category,
                            brand = excluded.brand, attributes = excluded.attributes, name_words = excluded.name_words,
                            terms = array_append(array_remove(excluded.terms, listing_stock_term(excluded.in_stock)),
                                listing_stock_term(l.in_stock))
                            where l.version <> excluded.version
                        """)
                .bind("listings", rows.toString())
                .bind("words", made.words().keySet().toArray(String[]::new))
                .bind("stems", made.words().values().toArray(String[]::new))
                .execute();
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
