package dev.emporium.product.catalogue.entity;

import java.util.UUID;

/**
 * A category of the tree.
 *
 * @param path the names of the way to it, with {@code /} between them: {@code clothing/shoes}; what products say
 * @param order where it stands among those under the same parent: the smallest first, then by name
 */
public record Category(UUID categoryId, String path, String name, int order) {

    /** The path of the category that it is under; null when it is at the top. */
    public String parent() {
        int end = path.lastIndexOf('/');
        return end < 0 ? null : path.substring(0, end);
    }
}
