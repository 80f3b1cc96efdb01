package dev.emporium.product.catalogue.boundary;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.platform.Money;
import dev.emporium.product.catalogue.entity.Product;
import dev.emporium.product.catalogue.entity.ProductDetails;
import dev.emporium.product.catalogue.entity.ProductStatus;
import dev.emporium.product.search.control.Highlighter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.annotation.Nullable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A product as everybody sees it.
 *
 * @param available how many can be ordered
 */
public record ProductResponse(
        UUID productId,
        String sku,
        String name,
        @Nullable String description,
        @Nullable String category,
        @Nullable String brand,
        Map<String, @AttributeValue Object> attributes,
        @Nullable String family,
        List<String> imageUrls,
        Money price,
        @JsonProperty("lowest_price_30_days")
                @Nullable
                @Schema(
                        description =
                                "Only while the price is reduced: the lowest price of the thirty days before the reduction"
                                        + " (Directive 98/6/EC, Article 6a), which the reduction is to be announced from")
                Money lowestPrice,
        long available,
        ProductStatus status,
        @Nullable Integer weightGrams,
        @Nullable Long lowStockThreshold,
        Instant createdAt,
        Instant updatedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "Only in the answer to a search")
                Highlight highlight) {

    /** Where the words that were looked for stand. */
    record Highlight(
            @Schema(description = "As HTML, with the words in <mark>") String name,
            @Schema(description = "The part of it where the words stand, as HTML") @Nullable String description) {}

    public static ProductResponse from(Product product) {
        return from(product, null);
    }

    /** @param highlights null when no words were looked for */
    static ProductResponse from(Product product, Highlighter highlights) {
        ProductDetails details = product.details();
        return new ProductResponse(
                product.productId(),
                details.sku(),
                details.name(),
                details.description(),
                details.category(),
                details.brand(),
                details.attributes(),
                details.family(),
                details.imageUrls(),
                details.price(),
                product.lowestPrice(),
                product.available(),
                details.status(),
                details.weightGrams(),
                details.lowStockThreshold(),
                product.createdAt(),
                product.updatedAt(),
                highlights == null ? null : highlight(details, highlights));
    }

    private static Highlight highlight(ProductDetails details, Highlighter highlights) {
        return new Highlight(
                highlights.mark(details.name()),
                details.description() == null ? null : highlights.excerpt(details.description()));
    }
}
