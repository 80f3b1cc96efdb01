package dev.emporium.product.catalogue.entity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.ExpectedVersion;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** The products that are not deleted. Every method is one statement in the handle's transaction; thread safe. */
public final class ProductRepository {
    /**
     * Subqueries and no joins: for a page the planner would rather read all of a small table than look up each row. The last
     * price is no reduction after thirty days of 24 hours, nor if it is not the product's: then it was changed by an older version.
     */
    private static final String MOVING =
            """
            (select s.available from stock_levels s where s.product_id = p.product_id) as available,
                (
                    select case when h.since > now() - interval '720 hours' and h.price_minor = p.price_minor
                        and h.currency = p.currency then h.lowest_minor end
                    from prices h where h.product_id = p.product_id order by h.since desc limit 1
                ) as lowest_minor
            """;

    private static final String COLUMNS =
            """
            p.product_id, p.version, p.sku, p.name, p.description, p.category, p.brand, p.attributes, p.family,
                p.image_urls, p.price_minor, p.currency, p.status, p.weight_grams, p.low_stock_threshold, p.created_at, p.updated_at,
            """
                    + MOVING;

    private static final String PRESENT = "p.deleted_at is null ";
    private static final String PRODUCT = "select " + COLUMNS + "from products p where " + PRESENT;

    private final ObjectMapper json;
    private final ProductMapper product;

    public ProductRepository(ObjectMapper json) {
        this.json = json;
        this.product = new ProductMapper(json);
    }

    /** Adds a product; its stock is to be opened in the same transaction. */
    public void add(Handle transaction, UUID productId, ProductDetails details) {
        bind(
                        transaction.createUpdate(
                                """
                                insert into products (product_id, sku, name, description, category, brand, attributes,
                                    family, image_urls, price_minor, currency, status, weight_grams,
                                    low_stock_threshold)
                                values (:productId, :sku, :name, :description, :category, :brand,
                                    cast(:attributes as jsonb), :family, :imageUrls, :price, :currency, :status,
                                    :weightGrams, :lowStockThreshold)
                                """),
                        details)
                .bind("productId", productId)
                .execute();
    }

    public Optional<Product> find(Handle handle, UUID productId) {
        return handle.createQuery(PRODUCT + "and p.product_id = :productId")
                .bind("productId", productId)
                .map(product)
                .findOne();
    }

    /** Those of the products that there are, whatever their status. */
    public List<Product> find(Handle handle, Collection<UUID> productIds) {
        return handle.createQuery(PRODUCT + "and p.product_id = any(:productIds)")
                .bind("productIds", productIds.toArray(UUID[]::new))
                .map(product)
                .list();
    }

    /** How many there are, drafts too. */
    public long count(Handle handle) {
        return handle.createQuery("select count(*) from products where deleted_at is null")
                .mapTo(Long.class)
                .one();
    }

    /** All products behind an id, in the order of their ids. */
    public List<Product> walk(Handle handle, UUID after, int count) {
        return handle.createQuery(PRODUCT + "and p.product_id > :after order by p.product_id limit :count")
                .bind("after", after)
                .bind("count", count)
                .map(product)
                .list();
    }

    /** Those of a family together; behind them those that have none. */
    public List<UUID> idsByFamily(Handle transaction) {
        return transaction
                .createQuery("select product_id from products where deleted_at is null order by family, product_id")
                .setFetchSize(10_000)
                .mapTo(UUID.class)
                .list();
    }

    /** Active products of a family, by their ids. */
    public List<UUID> ofFamily(Handle handle, String family, int count) {
        return handle.createQuery(
                        """
                        select product_id from products where deleted_at is null and family = :family and status = 'active'
                        order by product_id limit :count
                        """)
                .bind("family", family)
                .bind("count", count)
                .mapTo(UUID.class)
                .list();
    }

    /** Active products of a category, the newest first. */
    public List<UUID> ofCategory(Handle handle, String category, int count) {
        return handle.createQuery(
                        """
                        select product_id from products
                        where deleted_at is null and category = :category and status = 'active'
                        order by product_id desc limit :count
                        """)
                .bind("category", category)
                .bind("count", count)
                .mapTo(UUID.class)
                .list();
    }

    /** Of those of the products that there are, what tells whether they are still as they were read. */
    public List<ProductState> states(Handle handle, Collection<UUID> productIds) {
        return handle.createQuery("select p.product_id, p.version, " + MOVING + "from products p where " + PRESENT
                        + "and p.product_id = any(:productIds)")
                .bind("productIds", productIds.toArray(UUID[]::new))
                .map((row, context) -> new ProductState(
                        row.getObject("product_id", UUID.class),
                        row.getLong("version"),
                        row.getLong("available"),
                        row.getObject("lowest_minor") != null))
                .list();
    }

    /** The categories that active products have, in order: one step down the index for each (a loose index scan). */
    public List<String> categories(Handle handle) {
        return handle.createQuery(
                        """
                        with recursive found as (
                            (select category from products where deleted_at is null and status = 'active'
                                and category is not null order by category limit 1)
                            union all
                            select (select category from products where deleted_at is null and status = 'active'
                                and category > found.category order by category limit 1)
                            from found where found.category is not null
                        )
                        select category from found where category is not null
                        """)
                .mapTo(String.class)
                .list();
    }

    /** Replaces the details if the product is at an expected version; empty when it is not, or not there. */
    public Optional<Product> replace(
            Handle transaction, UUID productId, ExpectedVersion expected, ProductDetails details) {
        return bind(
                        transaction.createQuery(
                                """
                                with p as (
                                    update products set sku = :sku, name = :name, description = :description,
                                        category = :category, brand = :brand, attributes = cast(:attributes as jsonb),
                                        family = :family, image_urls = :imageUrls, price_minor = :price,
                                        currency = :currency, status = :status, weight_grams = :weightGrams,
                                        low_stock_threshold = :lowStockThreshold,
                                        version = version + 1, updated_at = now()
                                    where product_id = :productId and deleted_at is null
                                        and (:any or version = any(:versions))
                                    returning product_id, version, sku, name, description, category, brand, attributes,
                                        family, image_urls, price_minor, currency, status, weight_grams,
                                        low_stock_threshold, created_at, updated_at
                                )
                                select
                                """
                                        + COLUMNS
                                        + "from p"),
                        details)
                .bind("productId", productId)
                .bind("any", expected.any())
                .bind("versions", expected.versions().toArray(Long[]::new))
                .map(product)
                .findOne();
    }

    /** Deletes the product if it is at an expected version; false when it is not, or not there. */
    public boolean delete(Handle transaction, UUID productId, ExpectedVersion expected) {
        return transaction
                        .createUpdate(
                                """
                                update products set deleted_at = now(), version = version + 1, updated_at = now()
                                where product_id = :productId and deleted_at is null
                                    and (:any or version = any(:versions))
                                """)
                        .bind("productId", productId)
                        .bind("any", expected.any())
                        .bind("versions", expected.versions().toArray(Long[]::new))
                        .execute()
                == 1;
    }

    private <S extends SqlStatement<S>> S bind(S statement, ProductDetails details) {
        return statement
                .bind("sku", details.sku())
                .bind("name", details.name())
                .bind("description", details.description())
                .bind("category", details.category())
                .bind("brand", details.brand())
                .bind("attributes", write(details.attributes()))
                .bind("family", details.family())
                .bind("imageUrls", details.imageUrls().toArray(String[]::new))
                .bind("price", details.price().minorUnits())
                .bind("currency", details.price().currencyCode())
                .bind("status", details.status().word())
                .bind("weightGrams", details.weightGrams())
                .bind("lowStockThreshold", details.lowStockThreshold());
    }

    private String write(Map<String, Object> values) {
        try {
            return json.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
