package dev.emporium.product.catalogue.boundary;

import dev.emporium.product.catalogue.entity.Category;
import jakarta.annotation.Nullable;

/**
 * A category as everybody sees it.
 *
 * @param parent the path of the category that it is under
 */
public record CategoryResponse(String path, String name, @Nullable String parent, int order) {
    static CategoryResponse from(Category category) {
        return new CategoryResponse(category.path(), category.name(), category.parent(), category.order());
    }
}
