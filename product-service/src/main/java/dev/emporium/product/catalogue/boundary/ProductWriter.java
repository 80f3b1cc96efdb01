package dev.emporium.product.catalogue.boundary;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.emporium.product.catalogue.entity.Product;

/** Writes products as a request that creates them has them: what {@link ProductReader} reads. Thread safe. */
public final class ProductWriter {
    private final ObjectWriter writer;

    public ProductWriter(ObjectMapper json) {
        this.writer = json.copy()
                .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
                .writerFor(ProductRequest.class);
    }

    /** In one line, with what is available as its first stock. */
    public String write(Product product) {
        try {
            return writer.writeValueAsString(
                    ProductRequest.of(product.details()).withStock(product.available()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
