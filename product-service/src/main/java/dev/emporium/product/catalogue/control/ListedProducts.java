package dev.emporium.product.catalogue.control;

import dev.emporium.platform.web.Page;
import dev.emporium.product.catalogue.entity.Product;
import dev.emporium.product.search.control.Highlighter;
import dev.emporium.product.search.entity.Facets;

/**
 * A page of products that are on sale.
 *
 * @param facets null when none were asked for
 * @param highlights null when no words were looked for
 * @param engine the name of the one that found them
 */
public record ListedProducts(Page<Product> page, Facets facets, Highlighter highlights, String engine) {}
