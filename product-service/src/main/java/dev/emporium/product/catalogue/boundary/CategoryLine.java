package dev.emporium.product.catalogue.boundary;

import dev.emporium.platform.text.Line;
import dev.emporium.product.catalogue.entity.Category;
import dev.emporium.product.catalogue.entity.CategoryDetails;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/** A category in a file: a {@link CategoryRequest} with its path. A name that is the path's last part goes without saying, of any length. */
record CategoryLine(
        @NotNull @Line(max = CategoryPath.LONGEST) @CategoryPath String path,
        @Line(max = 100) String name,
        @Min(0) @Max(1_000_000) Integer order) {

    static CategoryLine of(Category category) {
        return new CategoryLine(
                category.path(),
                category.name().equals(lastPart(category.path())) ? null : category.name(),
                category.order());
    }

    private static String lastPart(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    CategoryDetails details() {
        return new CategoryDetails(path, name == null ? lastPart(path) : name, order == null ? 0 : order);
    }
}
