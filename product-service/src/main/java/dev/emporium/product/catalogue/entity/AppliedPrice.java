package dev.emporium.product.catalogue.entity;

import dev.emporium.platform.Money;
import java.time.Instant;

/**
 * What a product was sold for, from a moment on until the next one of its history.
 *
 * @param price null while it was not on sale: not active
 */
public record AppliedPrice(Instant since, Money price) {}
