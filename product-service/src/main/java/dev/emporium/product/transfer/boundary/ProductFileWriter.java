package dev.emporium.product.transfer.boundary;

import dev.emporium.product.catalogue.entity.Category;
import dev.emporium.product.catalogue.entity.Product;
import java.io.Closeable;

/** Writes a file of products, and of categories before them. To close it writes the rest, and leaves what it is written to open. Used by one thread. */
interface ProductFileWriter extends Closeable {
    void write(Product product);

    /** Tables have no place for it. */
    default void write(Category category) {}
}
