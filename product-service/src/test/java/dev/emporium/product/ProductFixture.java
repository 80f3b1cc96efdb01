package dev.emporium.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.emporium.platform.Json;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A product for a test: valid by default, with a sku that no other has. */
public final class ProductFixture {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final ObjectNode json = Json.mapper().createObjectNode();

    private ProductFixture() {
        json.put("sku", "SKU-" + COUNT.incrementAndGet()).put("name", "Green tea");
        json.putObject("price").put("amount", "7.90").put("currency", "EUR");
    }

    public static ProductFixture aProduct() {
        return new ProductFixture();
    }

    public ProductFixture withStock(long stock) {
        json.put("stock", stock);
        return this;
    }

    public ProductFixture withStatus(String status) {
        return with("status", "\"" + status + "\"");
    }

    public ProductFixture withCategory(String category) {
        return with("category", "\"" + category + "\"");
    }

    /** @param value JSON, sent as it is */
    public ProductFixture with(String field, String value) {
        json.putRawValue(field, new RawValue(value));
        return this;
    }

    public ProductFixture without(String field) {
        json.remove(field);
        return this;
    }

    public String sku() {
        return json.path("sku").asText();
    }

    public String body() {
        return json.toString();
    }

    public ProductApi.Reply post(ProductApi api) {
        return api.post("/products/", body());
    }

    public UUID create(ProductApi api) {
        ProductApi.Reply created = post(api);
        assertThat(created.status()).as(() -> created.body().toString()).isEqualTo(201);
        return UUID.fromString(created.body().path("product_id").asText());
    }
}
