package dev.emporium.product.catalogue.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.platform.Json;
import dev.emporium.product.ProductApi.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists with filters, orders and facets; each test has a brand of its own. */
class ProductFiltersIT extends ListedOfABrand {
    @Test
    void filtersByCategoryWithAllBelowIt() {
        ours("Boot").withCategory("clothing/shoes/boots").create(api);
        ours("Sandal").withCategory("clothing/shoes").create(api);
        ours("Shoelace").withCategory("clothing/shoes-and-more").create(api);
        assertThat(walk("category=clothing/shoes")).containsExactly("Sandal", "Boot");
        assertThat(walk("category=clothing")).hasSize(3);
        assertThat(walk("category=shoes")).isEmpty();
    }

    @Test
    void filtersByFamilyAndAttributes() {
        ours("Red shirt, M")
                .with("family", "\"shirt\"")
                .with("attributes", "{\"colour\": \"red\", \"size\": \"M\", \"organic\": true, \"grams\": 180}")
                .create(api);
        ours("Red shirt, L")
                .with("family", "\"shirt\"")
                .with("attributes", "{\"colour\": \"red\", \"size\": \"L\", \"organic\": false}")
                .create(api);
        ours("Red sock").with("attributes", "{\"colour\": \"red\"}").create(api);
        assertThat(walk("family=shirt")).containsExactly("Red shirt, L", "Red shirt, M");
        assertThat(walk("attribute.colour=red&attribute.size=M")).containsExactly("Red shirt, M");
        assertThat(walk("attribute.organic=true")).containsExactly("Red shirt, M");
        assertThat(walk("attribute.grams=180")).containsExactly("Red shirt, M");
        assertThat(walk("attribute.colour=RED")).isEmpty();
    }

    @Test
    void filtersByPriceInItsCurrency() {
        for (String amount : List.of("9.99", "10.00", "20.00", "20.01")) {
            ours(amount)
                    .with("price", "{\"amount\": \"" + amount + "\", \"currency\": \"EUR\"}")
                    .create(api);
        }
        ours("dollars")
                .with("price", "{\"amount\": \"15.00\", \"currency\": \"USD\"}")
                .create(api);
        assertThat(walk("currency=EUR&min_price=10&max_price=20.00&sort=price")).containsExactly("10.00", "20.00");
        assertThat(walk("currency=EUR&min_price=20&sort=-price")).containsExactly("20.01", "20.00");
        assertThat(walk("currency=USD")).containsExactly("dollars");
    }

    @Test
    void sortsAndWalks() {
        for (int i = 0; i < 7; i++) {
            ours("Éclair bcadgfe".charAt(7 + i) + (i % 2 == 0 ? "a" : "A"))
                    .with("price", "{\"amount\": \"" + (i % 3) + ".00\", \"currency\": \"EUR\"}")
                    .create(api);
        }
        ours("Éa")
                .with("price", "{\"amount\": \"2.00\", \"currency\": \"EUR\"}")
                .create(api);
        assertThat(walk("limit=3&sort=name")).containsExactly("aa", "ba", "cA", "dA", "ea", "Éa", "fA", "ga");
        assertThat(walk("limit=3&sort=newest")).startsWith("Éa").hasSize(8).doesNotHaveDuplicates();
        List<String> cheapest = walk("limit=3&sort=price");
        List<String> dearest = walk("limit=3&sort=-price");
        Collections.reverse(dearest);
        assertThat(cheapest).isEqualTo(dearest).hasSize(8);
    }

    /** Whatever comes and goes, and changes its place: who was there all the time is met once. */
    @ParameterizedTest
    @ValueSource(strings = {"newest", "price", "-price", "name", "relevance"})
    void walksRightWhileProductsComeAndGo(String sort) {
        List<UUID> products = new ArrayList<>();
        Set<String> stay = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            products.add(ours("Lamp " + (char) ('a' + i))
                    .with("price", "{\"amount\": \"" + (10 + i % 5) + ".00\", \"currency\": \"EUR\"}")
                    .create(api));
            stay.add("Lamp " + (char) ('a' + i));
        }
        List<String> walked = new ArrayList<>();
        String query = "limit=3&sort=" + sort + (sort.equals("relevance") ? "&q=lamp" : "");
        String path = "/products?brand=" + encoded(brand) + "&" + query;
        for (int page = 0; path != null; page++) {
            Reply reply = api.get(path);
            List<String> ids = new ArrayList<>();
            reply.body().path("items").forEach(item -> {
                walked.add(item.path("name").asText());
                ids.add(item.path("product_id").asText());
            });
            if (page < 3) {
                // the last of this page, where the next one begins, and one that nobody has met or everybody
                delete(ids.get(ids.size() - 1));
                UUID other = products.get(page * 4);
                stay.remove("Lamp " + (char) ('a' + page * 4));
                api.patch("/products/" + other, "{\"status\": \"draft\"}", "If-Match", "*");
                ours("Lamp").create(api);
            }
            String link = reply.header("Link");
            path = link == null ? null : link.replaceAll("^<(.*)>; rel=\"next\"$", "$1");
        }
        assertThat(walked.stream().filter(stay::contains))
                .doesNotHaveDuplicates()
                .containsAll(stay.stream()
                        .filter(name -> api.get("/products/" + products.get(name.charAt(5) - 'a'))
                                .body()
                                .path("status")
                                .asText()
                                .equals("active"))
                        .toList());
    }

    private void delete(String product) {
        api.delete("/products/" + product, "If-Match", "*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sort=relevance",
                "sort=cheap",
                "sort=Price",
                "min_price=10",
                "max_price=10",
                "currency=EUR&min_price=-1",
                "currency=EUR&min_price=1.999",
                "currency=JPY&max_price=1.5",
                "currency=EUR&min_price=1e3",
                "currency=euro",
                "currency=EEE",
                "facets=colour",
                "facets=brand,",
                "facets=attribute.",
                "attribute.=red",
                "attribute.a=1&attribute.a=2",
                "attribute.a=",
                "attribute=red",
                "attribute.a=%00",
                "attribute.%00=a",
                "q=tea&ids=0198c6a4-0000-7000-8000-000000000000",
                "ids=0198c6a4-0000-7000-8000-000000000000&sort=name",
                "ids=0198c6a4-0000-7000-8000-000000000000&attribute.a=b",
                "ids=0198c6a4-0000-7000-8000-000000000000&facets=brand"
            })
    void refusesWhatIsNotUnderstoodOrDoesNotGoTogether(String parameters) {
        Reply refused = api.get("/products?" + parameters);
        assertThat(refused.status()).as(parameters).isEqualTo(400);
        assertThat(refused.code()).isIn("invalid_parameter", "unknown_parameter", "invalid_ids");
    }

    @Test
    void countsFacetsOfAllThatMatches() {
        for (int i = 0; i < 6; i++) {
            ours("Mug " + i)
                    .withCategory(i < 4 ? "home/kitchen/mugs" : "home/gifts")
                    .with("attributes", "{\"colour\": \"" + (i % 2 == 0 ? "red" : "blue") + "\"}")
                    .with("price", "{\"amount\": \"" + (i + 1) + ".00\", \"currency\": \"EUR\"}")
                    .create(api);
        }
        Reply reply = list("limit=1&facets=category,brand,price,attribute.colour,attribute.size");
        assertThat(reply.status()).as(() -> reply.body().toString()).isEqualTo(200);
        JsonNode facets = reply.body().path("facets");
        assertThat(facets.path("matches").asInt()).isEqualTo(6);
        assertThat(facets.path("complete").asBoolean()).isTrue();
        assertThat(facets.path("values").toString())
                .isEqualTo(
                        """
                        {"category":[{"value":"home","count":6},{"value":"home/kitchen","count":4},\
                        {"value":"home/kitchen/mugs","count":4},{"value":"home/gifts","count":2}],\
                        "brand":[{"value":"BRAND","count":6}],\
                        "price":[{"value":"EUR","count":6,"min":{"amount":"1.00","currency":"EUR"},\
                        "max":{"amount":"6.00","currency":"EUR"}}],\
                        "attribute.colour":[{"value":"blue","count":3},{"value":"red","count":3}],\
                        "attribute.size":[]}"""
                                .replace("BRAND", brand));
        JsonNode searched =
                list("q=mug&attribute.colour=red&facets=category").body().path("facets");
        assertThat(searched.path("matches").asInt()).isEqualTo(3);
        assertThat(list("limit=1").body().has("facets")).isFalse();
        assertThat(list("limit=1").header("Search-Engine"))
                .as("nobody searched")
                .isNull();
    }

    /** An attribute may have lines, as prose does. */
    @Test
    void filtersByWhateverAFacetTells() {
        for (String value : List.of("red\nblue", "a\tb", " around ", "=x", "é\u0301")) {
            ours("Mug")
                    .with(
                            "attributes",
                            Json.mapper().createObjectNode().put("dye", value).toString())
                    .create(api);
        }
        JsonNode values = list("limit=1&facets=attribute.dye").body().at("/facets/values/attribute.dye");
        assertThat(values).hasSize(5);
        for (JsonNode told : values) {
            Reply filtered = list("attribute.dye=" + encoded(told.path("value").asText()));
            assertThat(filtered.status()).as(told.toString()).isEqualTo(200);
            assertThat(filtered.body().path("items"))
                    .as(told.toString())
                    .hasSize(told.path("count").asInt());
        }
    }

    @Test
    void refusesTooMuchAtOnce() {
        assertThat(api.get("/products?q=" + "a+".repeat(17)).status()).isEqualTo(422);
        assertThat(api.get("/products?q=" + "a".repeat(201)).status()).isEqualTo(422);
        StringBuilder attributes = new StringBuilder("/products?");
        for (int i = 0; i < 11; i++) {
            attributes.append("attribute.a").append(i).append("=b&");
        }
        assertThat(api.get(attributes.toString()).status()).isEqualTo(422);
    }
}
