package dev.emporium.product.catalogue.control;

import dev.emporium.product.catalogue.entity.Product;
import java.util.List;

/** What somebody who is typing may mean. */
public record Suggested(List<Product> products, List<String> categories, List<String> brands) {}
