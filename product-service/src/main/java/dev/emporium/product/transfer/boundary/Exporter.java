package dev.emporium.product.transfer.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.product.catalogue.boundary.ProductWriter;
import dev.emporium.product.catalogue.control.ProductWalk;
import dev.emporium.product.catalogue.entity.Product;
import dev.emporium.product.transfer.entity.TransferFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/** Writes the whole catalogue. Thread safe. */
public final class Exporter {
    private final ProductWalk walk;
    private final ObjectMapper json;
    private final ProductWriter writer;

    public Exporter(ProductWalk walk, ObjectMapper json) {
        this.walk = walk;
        this.json = json;
        this.writer = new ProductWriter(json);
    }

    /** Writes all products, and leaves what they are written to open. */
    public void export(TransferFormat format, OutputStream out) throws IOException {
        export(format, out, () -> {});
    }

    /** @param written told of each product */
    public void export(TransferFormat format, OutputStream out, Runnable written) throws IOException {
        try (ProductFileWriter file = open(format, out)) {
            Consumer<Product> visitor = product -> {
                file.write(product);
                written.run();
            };
            if (format == TransferFormat.NDJSON) {
                walk.categories(file::write);
                walk.byAge(visitor);
            } else {
                walk.byFamily(visitor);
            }
        }
    }

    private ProductFileWriter open(TransferFormat format, OutputStream out) {
        return switch (format) {
            case SHOPIFY -> new ShopifyWriter(out, json);
            case WOOCOMMERCE -> new WooCommerceWriter(out, json);
            case NDJSON -> new NdjsonWriter(out, writer);
        };
    }
}
