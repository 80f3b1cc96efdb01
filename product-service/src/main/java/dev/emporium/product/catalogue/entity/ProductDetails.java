package dev.emporium.product.catalogue.entity;

import dev.emporium.platform.Money;
import java.util.List;
import java.util.Map;

/**
 * What staff say about a product, and replace as a whole.
 *
 * @param description null when there is none, like category, brand and family
 * @param attributes text, numbers and truth values by name
 * @param family what variants of one thing have in common
 * @param weightGrams of one piece with its packing; null when nobody has said
 * @param lowStockThreshold when fewer can be ordered, that is told: 0 for never, null for what is configured
 */
public record ProductDetails(
        String sku,
        String name,
        String description,
        String category,
        String brand,
        Map<String, Object> attributes,
        String family,
        List<String> imageUrls,
        Money price,
        ProductStatus status,
        Integer weightGrams,
        Long lowStockThreshold) {}
