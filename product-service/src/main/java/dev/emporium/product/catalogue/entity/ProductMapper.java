package dev.emporium.product.catalogue.entity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.emporium.platform.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** Reads a product from its row, with what is available beside its columns. Thread safe. */
final class ProductMapper implements RowMapper<Product> {
    private final ObjectReader attributes;

    ProductMapper(ObjectMapper json) {
        this.attributes = json.readerFor(new TypeReference<Map<String, Object>>() {})
                .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    }

    @Override
    public Product map(ResultSet row, StatementContext context) throws SQLException {
        ProductDetails details = new ProductDetails(
                row.getString("sku"),
                row.getString("name"),
                row.getString("description"),
                row.getString("category"),
                row.getString("brand"),
                read(row.getString("attributes")),
                row.getString("family"),
                List.of((String[]) row.getArray("image_urls").getArray()),
                Money.of(row.getLong("price_minor"), row.getString("currency")),
                ProductStatus.of(row.getString("status")),
                row.getObject("weight_grams", Integer.class),
                row.getObject("low_stock_threshold", Long.class));
        return new Product(
                row.getObject("product_id", UUID.class),
                row.getLong("version"),
                details,
                row.getLong("available"),
                lowest(row, details.price()),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }

    private static Money lowest(ResultSet row, Money price) throws SQLException {
        Long lowest = row.getObject("lowest_minor", Long.class);
        return lowest == null ? null : new Money(lowest, price.currency());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private Map<String, Object> read(String values) {
        try {
            return attributes.readValue(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
