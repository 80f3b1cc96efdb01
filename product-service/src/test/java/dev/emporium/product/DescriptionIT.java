package dev.emporium.product;

import static dev.emporium.product.ProductFixture.aProduct;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Swagger UI offers to try. */
class DescriptionIT {
    private final ProductApi api = ProductApi.shared();
    private final JsonNode description = api.get("/openapi.json").body();

    @Test
    void describesEveryOperation() {
        List<String> operations = new ArrayList<>();
        description.path("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> operations.add(method + " " + path.getKey())));
        assertThat(operations)
                .containsExactlyInAnyOrder(
                        "get /",
                        "post /",
                        "get /audit",
                        "get /books",
                        "get /categories",
                        "get /suggestions",
                        "put /categories/{path}",
                        "delete /categories/{path}",
                        "get /exports",
                        "post /imports",
                        "get /imports/{import_id}",
                        "get /imports/{import_id}/faults",
                        "get /{product_id}",
                        "put /{product_id}",
                        "patch /{product_id}",
                        "delete /{product_id}",
                        "get /{product_id}/recommendations",
                        "get /{product_id}/stock",
                        "post /{product_id}/stock/adjustments",
                        "post /{product_id}/stock/watchers");
    }

    @ParameterizedTest
    @CsvSource({
        "/, post, sku_taken",
        "/{product_id}, put, sku_taken",
        "/{product_id}, patch, sku_taken",
        "/categories/{path}, delete, category_in_use",
        "/{product_id}/stock/adjustments, post, insufficient_stock",
        "/{product_id}/stock/watchers, post, in_stock",
        "/{product_id}/stock/watchers, post, too_many_watched",
    })
    void saysWhatAnOperationConflictsWith(String path, String method, String code) {
        JsonNode responses = description.path("paths").path(path).path(method).path("responses");
        assertThat(responses.path("409").path("description").asText()).contains("`" + code + "`");
    }

    @Test
    void givesExamplesThatWorkAsTheyAre() {
        String path = "/products/" + aProduct().create(api);
        ObjectNode created = (ObjectNode) example("/", "post", "application/json");
        created.put("sku", aProduct().sku());
        assertThat(api.post("/products/", created.toString()).status()).isEqualTo(201);
        ObjectNode replacement = (ObjectNode) example("/{product_id}", "put", "application/json");
        replacement.put("sku", aProduct().sku());
        assertThat(api.put(path, replacement.toString(), "If-Match", "*").status())
                .isEqualTo(200);
        JsonNode patch = example("/{product_id}", "patch", "application/merge-patch+json");
        assertThat(api.patch(path, patch.toString(), "If-Match", "*").status()).isEqualTo(200);
        JsonNode category = example("/categories/{path}", "put", "application/json");
        assertThat(api.put("/products/categories/example", category.toString()).status())
                .isEqualTo(201);
        JsonNode adjustment = example("/{product_id}/stock/adjustments", "post", "application/json");
        assertThat(api.post(path + "/stock/adjustments", adjustment.toString()).status())
                .isEqualTo(201);
    }

    private JsonNode example(String path, String method, String mediaType) {
        JsonNode content = description
                .path("paths")
                .path(path)
                .path(method)
                .path("requestBody")
                .path("content")
                .path(mediaType);
        JsonNode examples = content.path("examples");
        JsonNode example = examples.isEmpty()
                ? content.path("example")
                : examples.elements().next().path("value");
        assertThat(example.isObject()).as(content.toString()).isTrue();
        return example;
    }
}
