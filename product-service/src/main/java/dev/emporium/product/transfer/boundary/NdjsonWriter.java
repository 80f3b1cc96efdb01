package dev.emporium.product.transfer.boundary;

import dev.emporium.product.catalogue.boundary.ProductWriter;
import dev.emporium.product.catalogue.entity.Category;
import dev.emporium.product.catalogue.entity.Product;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Writes what {@link NdjsonFile} reads. Used by one thread. */
final class NdjsonWriter implements ProductFileWriter {
    private final Writer lines;
    private final ProductWriter writer;

    NdjsonWriter(OutputStream out, ProductWriter writer) {
        this.lines = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        this.writer = writer;
    }

    @Override
    public void write(Product product) {
        line(writer.write(product));
    }

    @Override
    public void write(Category category) {
        line(writer.write(category));
    }

    private void line(String written) {
        try {
            lines.append(written).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        lines.flush();
    }
}
