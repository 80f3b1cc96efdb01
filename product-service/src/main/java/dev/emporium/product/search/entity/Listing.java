package dev.emporium.product.search.entity;

import dev.emporium.platform.Money;
import java.util.Map;
import java.util.UUID;

/**
 * What a product that is on sale can be found by.
 *
 * @param version the product's, which changes with any of the others
 * @param description null when there is none, like category, brand and family
 */
public record Listing(
        UUID productId,
        long version,
        String sku,
        String name,
        String description,
        String category,
        String brand,
        Map<String, Object> attributes,
        String family,
        Money price) {}
