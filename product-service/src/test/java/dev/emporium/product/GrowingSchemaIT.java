package dev.emporium.product;

import static dev.emporium.product.ProductFixture.aProduct;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.GrowingSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GrowingSchemaIT {
    private final ProductApi api = ProductApi.shared();

    @Test
    void answersAsBeforeWhenTablesGetMoreColumns() {
        List<Integer> before = new ArrayList<>();
        // each of the pool's connections is to have prepared each statement
        for (int i = 0; i < 8; i++) {
            before = useEverything();
        }
        GrowingSchema.grow(api.jdbi());
        for (int i = 0; i < 8; i++) {
            assertThat(useEverything()).isEqualTo(before);
        }
    }

    private List<Integer> useEverything() {
        ProductFixture product = aProduct().withStock(3).withCategory("growing");
        UUID id = product.create(api);
        String path = "/products/" + id;
        String admin = api.tokens().bearer(UUID.randomUUID(), Role.ADMIN);
        List<ProductApi.Reply> replies = List.of(
                api.get(path),
                api.get("/products/?ids=" + id),
                api.get("/products/?category=growing&limit=2"),
                api.get("/products?q=green&facets=brand,category&in_stock=true&limit=1"),
                api.get("/products/suggestions?q=gr"),
                api.get("/products/categories"),
                api.put("/products/categories/growing", "{}"),
                api.get(path + "/stock"),
                api.put(path, product.without("stock").body(), "If-Match", "*"),
                api.patch(path, "{\"brand\": \"Other\"}", "If-Match", "*"),
                api.post(path + "/stock/adjustments", "{\"delta\": 1, \"reason\": \"delivery\"}"),
                api.post(
                        "/products/" + aProduct().create(api) + "/stock/watchers",
                        null,
                        "Authorization",
                        api.tokens().bearer(UUID.randomUUID(), Role.CUSTOMER)),
                api.get("/products/audit?limit=2", "Authorization", admin),
                api.delete(path, "If-Match", "*"));
        assertThat(replies).extracting(ProductApi.Reply::status).allMatch(status -> status < 400);
        return replies.stream().map(ProductApi.Reply::status).toList();
    }
}
