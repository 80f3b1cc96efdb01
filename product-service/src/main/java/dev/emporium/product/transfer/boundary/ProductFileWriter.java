package dev.emporium.product.transfer.boundary;

import dev.emporium.product.catalogue.entity.Product;
import java.io.Closeable;

/** Writes a file of products. To close it writes the rest, and leaves what it is written to open. Used by one thread. */
interface ProductFileWriter extends Closeable {
    void write(Product product);
}
