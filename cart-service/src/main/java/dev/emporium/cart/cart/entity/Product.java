package dev.emporium.cart.cart.entity;

import dev.emporium.platform.Money;
import java.util.UUID;

/**
 * A product on sale, as the catalogue tells of it now.
 *
 * @param available how many could be ordered
 */
public record Product(UUID productId, String sku, String name, Money price, long available) {}
