package dev.emporium.product.catalogue.boundary;

import static dev.emporium.product.ProductFixture.aProduct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.platform.Json;
import dev.emporium.product.ProductApi;
import dev.emporium.product.ProductApi.Reply;
import dev.emporium.product.ProductFixture;
import dev.emporium.product.StockBooks;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductsIT {
    private final ProductApi api = ProductApi.shared();

    @AfterEach
    void booksBalance() {
        StockBooks.balance(api.jdbi());
    }

    @Test
    void createsAProductAndReadsItAsItWasAnswered() throws Exception {
        ProductFixture product = aProduct()
                .with("description", "\"First flush\"")
                .withCategory("tea")
                .with("brand", "\"Emporium\"")
                .with("attributes", "{\"weight_g\": 100, \"organic\": true, \"origin\": \"Uji\", \"ph\": 6.50}")
                .with("family", "\"green-tea\"")
                .with("weight_grams", "120")
                .with("image_urls", "[\"https://images.example/a.jpg\", \"http://[::1]:80/b?c=d\"]")
                .withStock(25);
        Reply created = product.post(api);

        assertThat(created.status()).isEqualTo(201);
        String id = created.body().path("product_id").asText();
        assertThat(created.header("Location")).isEqualTo("/products/" + id);
        assertThat(created.header("ETag")).startsWith("\"1-");
        Reply read = api.get("/products/" + id);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body()).isEqualTo(created.body());
        assertThat(read.header("ETag")).isEqualTo(created.header("ETag"));
        JsonNode expected = Json.mapper().readTree(product.without("stock").body());
        expected.properties().forEach(field -> assertThat(read.body().get(field.getKey()))
                .as(field.getKey())
                .isEqualTo(field.getValue()));
        assertThat(read.body().path("status").asText()).isEqualTo("active");
        assertThat(read.body().path("available").asInt()).isEqualTo(25);
    }

    @Test
    void givesDefaultsToWhatIsLeftOut() {
        JsonNode body = aProduct().post(api).body();
        assertThat(body.path("available").asInt()).isZero();
        assertThat(body.path("attributes")).isEmpty();
        assertThat(body.path("image_urls")).isEmpty();
        assertThat(body.get("description").isNull()).isTrue();
        assertThat(body.get("category").isNull()).isTrue();
        assertThat(body.get("weight_grams").isNull()).isTrue();
    }

    @Test
    void refusesASkuThatAnotherProductHas() {
        ProductFixture product = aProduct();
        UUID id = product.create(api);
        assertThat(product.post(api).code()).isEqualTo("sku_taken");
        UUID other = aProduct().create(api);
        assertThat(api.put("/products/" + other, product.body(), "If-Match", "*")
                        .code())
                .isEqualTo("sku_taken");
        assertThat(api.put("/products/" + id, product.body(), "If-Match", "*").status())
                .isEqualTo(200);
    }

    private static String text(int length) {
        return '"' + "a".repeat(length) + '"';
    }

    static Stream<Arguments> invalidFields() {
        String many = "[" + "\"http://a.example/\",".repeat(20) + "\"http://a.example/\"]";
        return Stream.of(
                arguments("sku", "sku", "\"\""),
                arguments("sku", "sku", "\"a\\u0007\""),
                arguments("sku", "sku", "\"a\\u202eb\""),
                arguments("sku", "sku", text(65)),
                arguments("name", "name", "\" \""),
                arguments("name", "name", "\"\u2003\u2800\""),
                arguments("name", "name", "\"a\\nb\""),
                arguments("name", "name", "\"a\\u202Eb\""),
                arguments("name", "name", text(201)),
                arguments("name", "name", "null"),
                arguments("description", "description", text(10001)),
                arguments("description", "description", "\"\\u001B[31m\""),
                arguments("category", "category", "\"Te\\na\""),
                arguments("category", "category", text(256)),
                arguments("category", "category", "\"\""),
                arguments("brand", "brand", text(101)),
                arguments("attributes[a]", "attributes", "{\"a\": null}"),
                arguments("attributes[a]", "attributes", "{\"a\": {\"b\": 1}}"),
                arguments("attributes[a]", "attributes", "{\"a\": [1]}"),
                arguments("attributes[a]", "attributes", "{\"a\": 1e400}"),
                arguments("attributes[a]", "attributes", "{\"a\": 1e38}"),
                arguments("attributes[a]", "attributes", "{\"a\": 1E-2}"),
                arguments("attributes[a]", "attributes", "{\"a\": -0}"),
                arguments("attributes[a]", "attributes", "{\"a\": -0.0}"),
                arguments("attributes[a]", "attributes", "{\"a\": " + "9".repeat(39) + "}"),
                arguments("price", "price", "{\"amount\": \"1.00\", \"currency\": \"HRK\"}"),
                arguments("price", "price", "{\"amount\": \"1.00\", \"currency\": \"DEM\"}"),
                arguments("attributes[a]", "attributes", "{\"a\": " + text(501) + "}"),
                arguments("attributes[]", "attributes", "{\"\": 1}"),
                arguments("attributes", "attributes", "[]"),
                arguments("attributes", "attributes", "{\"\u00e9\": 1, \"e\u0301\": 2}"),
                arguments("attributes", "attributes", "{\"e\\u0301\": 1, \"\\u00e9\": 1}"),
                arguments("image_urls", "image_urls", many),
                arguments("image_urls[0]", "image_urls", "[\"/a.jpg\"]"),
                arguments("image_urls[0]", "image_urls", "[\"ftp://a.example/a\"]"),
                arguments("image_urls[0]", "image_urls", "[\"javascript:alert(1)\"]"),
                arguments("image_urls[0]", "image_urls", "[null]"),
                arguments("price", "price", "{\"amount\": \"-0.01\", \"currency\": \"EUR\"}"),
                arguments("price", "price", "{\"amount\": \"1.001\", \"currency\": \"EUR\"}"),
                arguments("price", "price", "{\"amount\": \"10000000000.01\", \"currency\": \"EUR\"}"),
                arguments("price", "price", "null"),
                arguments("status", "status", "\"sold\""),
                arguments("weight_grams", "weight_grams", "0"),
                arguments("weight_grams", "weight_grams", "1000001"),
                arguments("weight_grams", "weight_grams", "1.5"),
                arguments("weight_grams", "weight_grams", "\"120\""),
                arguments("stock", "stock", "-1"),
                arguments("stock", "stock", "1000000001"),
                arguments("stock", "stock", "1.5"),
                arguments("available", "available", "1"),
                arguments("colour", "colour", "1"));
    }

    @ParameterizedTest
    @MethodSource("invalidFields")
    void namesTheFieldThatIsNotValid(String named, String field, String value) {
        Reply refused = aProduct().with(field, value).post(api);
        assertThat(refused.status()).as(refused.body().toString()).isEqualTo(422);
        assertThat(refused.fields()).as(refused.body().toString()).isEqualTo(named);
    }

    @Test
    void takesTheHighestPriceAndStock() {
        ProductFixture product = aProduct()
                .with("price", "{\"amount\": \"10000000000.00\", \"currency\": \"EUR\"}")
                .withStock(1_000_000_000);
        assertThat(product.post(api).status()).isEqualTo(201);
    }

    @Test
    void createsOncePerIdempotencyKeyHoweverParallel() throws Exception {
        ProductFixture product = aProduct().withStock(5);
        String key = UUID.randomUUID().toString();
        ExecutorService clients = Executors.newFixedThreadPool(8);
        List<Future<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            replies.add(clients.submit(() -> api.post("/products/", product.body(), "Idempotency-Key", key)));
        }
        JsonNode first = replies.get(0).get().body();
        String tag = replies.get(0).get().header("ETag");
        for (Future<Reply> reply : replies) {
            assertThat(reply.get().status()).isEqualTo(201);
            assertThat(reply.get().body()).isEqualTo(first);
            assertThat(reply.get().header("ETag")).isEqualTo(tag);
        }
        clients.shutdown();
        assertThat(api.post("/products/", aProduct().body(), "Idempotency-Key", key)
                        .status())
                .isEqualTo(422);
    }

    @Test
    void replacesAllButTheStock() {
        UUID id = aProduct()
                .withCategory("tea")
                .with("brand", "\"Emporium\"")
                .withStock(3)
                .create(api);
        ProductFixture replacement = aProduct().withStatus("discontinued");

        Reply replaced = api.put("/products/" + id, replacement.body(), "If-Match", "\"1-3\"");

        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.header("ETag")).startsWith("\"2-");
        assertThat(replaced.body().path("sku").asText()).isEqualTo(replacement.sku());
        assertThat(replaced.body().get("brand").isNull()).isTrue();
        assertThat(replaced.body().path("status").asText()).isEqualTo("discontinued");
        assertThat(replaced.body().path("available").asInt()).isEqualTo(3);
        assertThat(api.get("/products/" + id).body()).isEqualTo(replaced.body());
    }

    @Test
    void refusesToReplaceTheStock() {
        UUID id = aProduct().create(api);
        Reply refused = api.put("/products/" + id, aProduct().withStock(1).body(), "If-Match", "*");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.fields()).isEqualTo("stock");
    }

    @Test
    void holdsIfMatchAgainstTheVersionAndNotAgainstTheStock() {
        String path = "/products/" + aProduct().create(api);
        String body = aProduct().body();
        assertThat(api.put(path, body).code()).isEqualTo("if_match_required");
        assertThat(api.put(path, body).status()).isEqualTo(428);
        assertThat(api.patch(path, "{}").status()).isEqualTo(428);
        assertThat(api.delete(path).status()).isEqualTo(428);
        for (String stale : new String[] {"\"2-0\"", "W/\"1-0\"", "1-0", "\"\"", "\"99999999999999999999-0\""}) {
            assertThat(api.put(path, body, "If-Match", stale).status())
                    .as(stale)
                    .isEqualTo(412);
            assertThat(api.patch(path, "{}", "If-Match", stale).status())
                    .as(stale)
                    .isEqualTo(412);
            assertThat(api.delete(path, "If-Match", stale).code()).as(stale).isEqualTo("stale");
        }
        api.post(path + "/stock/adjustments", "{\"delta\": 7, \"reason\": \"delivery\"}");
        assertThat(api.put(path, body, "If-Match", "\"7-0\", \"1-0\"").header("ETag"))
                .startsWith("\"2-");
        assertThat(api.put(path, body, "If-Match", "\"1-0\"").status()).isEqualTo(412);
    }

    @Test
    void letsOneOfManyParallelEditorsWin() throws Exception {
        UUID id = aProduct().create(api);
        ExecutorService editors = Executors.newFixedThreadPool(8);
        List<Future<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String replacement = aProduct().body();
            replies.add(editors.submit(() -> api.put("/products/" + id, replacement, "If-Match", "\"1-0\"")));
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Reply> reply : replies) {
            statuses.add(reply.get().status());
        }
        editors.shutdown();
        assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 412);
        assertThat(api.get("/products/" + id).header("ETag")).startsWith("\"2-");
    }

    @Test
    void mergesAPatch() throws Exception {
        String path = "/products/"
                + aProduct()
                        .withCategory("tea")
                        .with("attributes", "{\"organic\": true, \"weight_g\": 100.5}")
                        .with("image_urls", "[\"http://a.example/1\", \"http://a.example/2\"]")
                        .create(api);
        Reply patched = api.patch(
                path,
                """
                {"price": {"amount": "6.90"}, "category": null, "image_urls": ["http://a.example/3"], "weight_grams": 90,
                 "attributes": {"organic": null, "origin": "Uji"}}
                """,
                "If-Match",
                "*",
                "Content-Type",
                "application/merge-patch+json");

        assertThat(patched.status()).as(patched.body().toString()).isEqualTo(200);
        assertThat(patched.header("ETag")).startsWith("\"2-");
        assertThat(patched.body().path("price").toString()).isEqualTo("{\"amount\":\"6.90\",\"currency\":\"EUR\"}");
        assertThat(patched.body().get("category").isNull()).isTrue();
        assertThat(patched.body().path("image_urls").toString()).isEqualTo("[\"http://a.example/3\"]");
        assertThat(patched.body().path("attributes"))
                .isEqualTo(Json.mapper().readTree("{\"origin\": \"Uji\", \"weight_g\": 100.5}"));
        assertThat(patched.body().path("weight_grams").asInt()).isEqualTo(90);
        assertThat(api.get(path).body()).isEqualTo(patched.body());
        assertThat(api.patch(path, "{\"weight_grams\": null}", "If-Match", "*")
                        .body()
                        .get("weight_grams")
                        .isNull())
                .isTrue();
    }

    /** What is taken is told again as it was written, and can be changed and written back. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1",
                "-1",
                "0.10",
                "0.0",
                "1.0",
                "6.50",
                "-0.10",
                "0.0000001",
                "100",
                "1000000000000",
                "2147483648",
                "9223372036854775808",
                "99999999999999999999999999999999999999",
                "0.00000000000000000000000000000000000001",
                "12345678901234567890.123456789012345678",
                "true",
                "\"\"",
                "\"1e38\"",
                "\"Zürich ☕\""
            })
    void tellsAnAttributeAsItWasWritten(String value) {
        String attributes = "{\"a\":" + value + "}";
        ProductFixture product = aProduct().with("attributes", attributes);
        String path = "/products/" + product.create(api);
        String written = "\"attributes\":" + attributes;
        assertThat(api.get(path).response().body()).contains(written);

        Reply changed = api.patch(path, "{\"name\": \"Other\"}", "If-Match", "*");
        assertThat(changed.status()).as(changed.body().toString()).isEqualTo(200);
        assertThat(changed.response().body()).contains(written);
        api.patch(path, "{\"attributes\": {\"a\": null}}", "If-Match", "*");
        assertThat(api.patch(path, "{" + written + "}", "If-Match", "*")
                        .response()
                        .body())
                .contains(written);
        assertThat(api.put(path, product.body(), "If-Match", "*").response().body())
                .contains(written);
        assertThat(api.get(path).response().body()).contains(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ABC 123", "AB/12", "Größe-42", "7.5\"", "茶 100", "A&B (new)", "#1", "a"})
    void takesSkusAndCategoriesAsShopsHaveThem(String label) throws Exception {
        String quoted = Json.mapper().writeValueAsString(label);
        Reply created = aProduct().with("sku", quoted).with("category", quoted).post(api);
        assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
        assertThat(created.body().path("sku").asText()).isEqualTo(label);
        String category = URLEncoder.encode(label, StandardCharsets.UTF_8);
        assertThat(api.get("/products?category=" + category)
                        .body()
                        .at("/items/0/sku")
                        .asText())
                .isEqualTo(label);
    }

    @ParameterizedTest
    @MethodSource("invalidPatches")
    void refusesAPatchThatLeavesNoValidProduct(int status, String field, String patch) {
        Reply refused = api.patch("/products/" + aProduct().create(api), patch, "If-Match", "*");
        assertThat(refused.status()).as(refused.body().toString()).isEqualTo(status);
        assertThat(refused.fields()).isEqualTo(field);
    }

    static Stream<Arguments> invalidPatches() {
        return Stream.of(
                arguments(400, "", "{"),
                arguments(400, "", "{} {}"),
                arguments(400, "", "{\"name\": \"a\", \"name\": \"b\"}"),
                arguments(422, "", "[]"),
                arguments(422, "", "null"),
                arguments(422, "", "\"a\""),
                arguments(422, "name", "{\"name\": null}"),
                arguments(422, "name", "{\"name\": 1}"),
                arguments(422, "name", "{\"name\": \"\\u0000\"}"),
                arguments(422, "attributes.a", "{\"attributes\": {\"a\": \"\\u0000\"}}"),
                arguments(422, "attributes[a]", "{\"attributes\": {\"a\": 1e400}}"),
                arguments(422, "attributes[a]", "{\"attributes\": {\"a\": 1e-2}}"),
                arguments(422, "attributes[a]", "{\"attributes\": {\"a\": -0}}"),
                arguments(422, "price", "{\"price\": {\"currency\": \"HRK\"}}"),
                arguments(422, "attributes[a]", "{\"attributes\": {\"a\": 1e999999999}}"),
                arguments(422, "price", "{\"price\": {\"amount\": \"1\"}}"),
                arguments(422, "stock", "{\"stock\": 5}"),
                arguments(422, "available", "{\"available\": 5}"),
                arguments(422, "product_id", "{\"product_id\": \"x\"}"),
                arguments(422, "colour", "{\"colour\": \"red\"}"),
                arguments(422, "descripton", "{\"descripton\": null}"),
                arguments(422, "available", "{\"sku\": \"A\", \"available\": null}"));
    }

    @Test
    void refusesAPatchOfAnotherMediaType() {
        Reply refused = api.patch(
                "/products/" + aProduct().create(api),
                "[]",
                "If-Match",
                "*",
                "Content-Type",
                "application/json-patch+json");
        assertThat(refused.status()).isEqualTo(415);
    }

    @Test
    void deletesAProductAndFreesItsSku() {
        ProductFixture product = aProduct().withStock(2);
        String path = "/products/" + product.create(api);

        assertThat(api.delete(path, "If-Match", "\"1-2\"").status()).isEqualTo(204);

        assertThat(api.get(path).status()).isEqualTo(404);
        assertThat(api.get(path + "/stock").status()).isEqualTo(404);
        assertThat(api.delete(path, "If-Match", "*").status()).isEqualTo(404);
        assertThat(api.put(path, product.without("stock").body(), "If-Match", "*")
                        .status())
                .isEqualTo(404);
        assertThat(api.patch(path, "{}", "If-Match", "*").status()).isEqualTo(404);
        assertThat(api.post(path + "/stock/adjustments", "{\"delta\": 1, \"reason\": \"found\"}")
                        .status())
                .isEqualTo(404);
        assertThat(product.post(api).status()).isEqualTo(201);
    }

    @Test
    void answers304ToWhoHasTheSame() {
        String path = "/products/" + aProduct().create(api);
        assertThat(api.get(path, "If-None-Match", api.get(path).header("ETag")).status())
                .isEqualTo(304);
        // as the version before has written it, which may have said less
        assertThat(api.get(path, "If-None-Match", "\"1-0\"").status()).isEqualTo(200);
    }

    @Test
    void answers404ForWhatIsNoId() {
        assertThat(api.get("/products/1-1-1-1-1").status()).isEqualTo(404);
        assertThat(api.get("/products/" + UUID.randomUUID()).status()).isEqualTo(404);
    }
}
