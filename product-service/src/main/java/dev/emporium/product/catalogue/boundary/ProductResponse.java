package dev.emporium.product.catalogue.boundary;

import dev.emporium.platform.Money;
import dev.emporium.product.catalogue.entity.Product;
import dev.emporium.product.catalogue.entity.ProductDetails;
import dev.emporium.product.catalogue.entity.ProductStatus;
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
        String description,
        String category,
        String brand,
        Map<String, Object> attributes,
        String family,
        List<String> imageUrls,
        Money price,
        long available,
        ProductStatus status,
        Instant createdAt,
        Instant updatedAt) {

    static ProductResponse from(Product product) {
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
                product.available(),
                details.status(),
                product.createdAt(),
                product.updatedAt());
    }
}
