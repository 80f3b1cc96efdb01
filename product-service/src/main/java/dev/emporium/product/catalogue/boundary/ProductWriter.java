package dev.emporium.product.catalogue.boundary;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.emporium.product.catalogue.entity.Category;
import dev.emporium.product.catalogue.entity.Product;

/** Writes products as a request that creates them has them, and categories: what {@link ProductReader} reads. Thread safe. */
public final class ProductWriter {
    private final ObjectWriter writer;
    private final ObjectWriter categories;

    public ProductWriter(ObjectMapper json) {
        ObjectMapper brief = json.copy().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
        this.writer = brief.writerFor(ProductRequest.class);
        this.categories = brief.writerFor(CategoryLine.class);
    }

    /** In one line, with what is available as its first stock. */
    public String write(Product product) {
        return line(writer, ProductRequest.of(product.details()).withStock(product.available()));
    }

    /** In one line. */
    public String write(Category category) {
        return line(categories, CategoryLine.of(category));
    }

    private static String line(ObjectWriter writer, Object written) {
        try {
            return writer.writeValueAsString(written);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
