package dev.emporium.product.stock.entity;

import java.util.UUID;

/** What people call a product. */
public record Named(UUID productId, String sku, String name) {}
