package dev.emporium.product.catalogue.entity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Products that are not deleted, by the hundred. Every method is one statement in the handle's transaction, whatever their
 * number; rows are locked in the order of their ids. Thread safe.
 */
public final class ProductSetRepository {
    /** What is given, as rows. One parameter, since lists within arrays have no other form. */
    private static final String GIVEN =
            """
            with given as materialized (
                select product_id, sku, name, description, category, brand, attributes, family, image_urls, price_minor,
                    currency, status, weight_grams, low_stock_threshold
                from json_to_recordset(cast(:given as json)) as g (product_id uuid, sku text, name text, description text,
                    category text, brand text, attributes jsonb, family text, image_urls text[], price_minor bigint,
                    currency text, status text, weight_grams integer, low_stock_threshold bigint)
            )
            """;

    private static final String DIFFERS =
            """
            (p.name, p.description, p.category, p.brand, p.attributes, p.family, p.image_urls, p.price_minor, p.currency,
                p.status, p.weight_grams, p.low_stock_threshold) is distinct from (g.name, g.description, g.category, g.brand,
                g.attributes, g.family, g.image_urls, g.price_minor, g.currency, g.status, g.weight_grams,
                g.low_stock_threshold)
            """;

    private final ObjectMapper json;

    public ProductSetRepository(ObjectMapper json) {
        this.json = json;
    }

    /** @param differs whether anything but its stock is not as it is given */
    public record Known(UUID productId, String sku, boolean differs) {}

    public record Changed(UUID productId, long version) {}

    /**
     * Those of the products that there are, by their SKUs. Each is looked up by itself: a plan that was made when the table was
     * small may serve for all of an import.
     */
    public List<Known> compare(Handle handle, List<ProductDetails> given) {
        ArrayNode rows = json.createArrayNode();
        given.forEach(details -> rows.add(row(null, details)));
        return handle.createQuery(
                        GIVEN + "select p.product_id, p.sku, " + DIFFERS
                                + """
                        as differs from given g cross join lateral (
                            select product_id, sku, name, description, category, brand, attributes, family, image_urls,
                                price_minor, currency, status, weight_grams, low_stock_threshold
                            from products where sku = g.sku and deleted_at is null limit 1
                        ) p
                        """)
                .bind("given", text(rows))
                .map((row, context) -> new Known(
                        row.getObject("product_id", UUID.class), row.getString("sku"), row.getBoolean("differs")))
                .list();
    }

    /**
     * Adds the categories of products that are about to be written, as far as they are not there, in one order for everybody. For
     * as long as the transaction lasts they stay, and no trigger looks for them at each product.
     */
    public void enterCategories(Handle transaction, Collection<ProductDetails> given) {
        transaction
                .createQuery(
                        """
                        select set_config('emporium.categories', 'entered', true), count(enter_category(category))
                        from (select unnest(:categories) as category order by 1) as given
                        """)
                .bind(
                        "categories",
                        given.stream()
                                .map(ProductDetails::category)
                                .filter(Objects::nonNull)
                                .distinct()
                                .toArray(String[]::new))
                .mapTo(String.class)
                .one();
    }

    /** Adds products; @return those of them whose SKU nobody else has taken */
    public List<UUID> add(Handle transaction, Map<UUID, ProductDetails> added) {
        return transaction
                .createQuery(
                        GIVEN
                                + """
                        insert into products (product_id, sku, name, description, category, brand, attributes, family,
                            image_urls, price_minor, currency, status, weight_grams, low_stock_threshold)
                        select product_id, sku, name, description, category, brand, attributes, family, image_urls,
                            price_minor, currency, status, weight_grams, low_stock_threshold
                        from given order by sku
                        on conflict (sku) where deleted_at is null do nothing returning product_id
                        """)
                .bind("given", text(rows(added)))
                .mapTo(UUID.class)
                .list();
    }

    /** Replaces the details of those that still have their SKU and are not deleted. */
    public List<Changed> replace(Handle transaction, Map<UUID, ProductDetails> replaced) {
        return transaction
                .createQuery(
                        GIVEN
                                + """
                        , locked as materialized (
                            select product_id from products where product_id = any(:productIds) and deleted_at is null
                            order by product_id for update
                        )
                        update products p set name = g.name, description = g.description, category = g.category,
                            brand = g.brand, attributes = g.attributes, family = g.family, image_urls = g.image_urls,
                            price_minor = g.price_minor, currency = g.currency, status = g.status,
                            weight_grams = g.weight_grams, low_stock_threshold = g.low_stock_threshold, version = p.version + 1, updated_at = now()
                        from locked l join given g on g.product_id = l.product_id
                        where p.product_id = l.product_id and p.sku = g.sku and p.deleted_at is null
                        returning p.product_id, p.version
                        """)
                .bind("given", text(rows(replaced)))
                .bind("productIds", replaced.keySet().toArray(UUID[]::new))
                .map((row, context) -> new Changed(row.getObject("product_id", UUID.class), row.getLong("version")))
                .list();
    }

    private ArrayNode rows(Map<UUID, ProductDetails> products) {
        ArrayNode rows = json.createArrayNode();
        products.forEach((productId, details) -> rows.add(row(productId, details)));
        return rows;
    }

    private ObjectNode row(UUID productId, ProductDetails details) {
        ObjectNode row = json.createObjectNode()
                .put("product_id", productId == null ? null : productId.toString())
                .put("sku", details.sku())
                .put("name", details.name())
                .put("description", details.description())
                .put("category", details.category())
                .put("brand", details.brand())
                .put("family", details.family())
                .put("price_minor", details.price().minorUnits())
                .put("currency", details.price().currencyCode())
                .put("status", details.status().word())
                .put("weight_grams", details.weightGrams())
                .put("low_stock_threshold", details.lowStockThreshold());
        row.set("attributes", json.valueToTree(details.attributes()));
        row.set("image_urls", json.valueToTree(details.imageUrls()));
        return row;
    }

    private String text(ArrayNode rows) {
        try {
            return json.writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
