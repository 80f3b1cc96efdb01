package dev.emporium.product.catalogue.boundary;

import static dev.emporium.product.ProductFixture.aProduct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.product.ProductApi;
import dev.emporium.product.ProductApi.Reply;
import dev.emporium.product.ProductFixture;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists with filters, orders and facets, and searches by words, whichever engine does it; each test has a brand of its own. */
@Timeout(60)
public class ProductSearchIT {
    private final ProductApi api = api();
    private final String brand = "Brand " + UUID.randomUUID();

    protected ProductApi api() {
        return ProductApi.shared();
    }

    /** Which engine is to answer. */
    protected String engine() {
        return "postgresql";
    }

    private ProductFixture ours(String name) {
        return aProduct()
                .with("name", "\"" + name + "\"")
                .with("brand", "\"" + brand + "\"")
                .withStock(5);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Reply list(String parameters) {
        return api.get("/products?brand=" + encoded(brand) + "&" + parameters);
    }

    private List<String> found(String text) {
        Reply reply = list("q=" + encoded(text));
        assertThat(reply.status()).as(() -> reply.body().toString()).isEqualTo(200);
        assertThat(reply.header("Search-Engine")).isEqualTo(engine());
        List<String> names = new ArrayList<>();
        reply.body().path("items").forEach(item -> names.add(item.path("name").asText()));
        return names;
    }

    private List<String> walk(String parameters) {
        List<String> walked = new ArrayList<>();
        for (String path = "/products?brand=" + encoded(brand) + "&" + parameters; path != null; ) {
            Reply page = api.get(path);
            assertThat(page.status()).as(path).isEqualTo(200);
            page.body()
                    .path("items")
                    .forEach(item -> walked.add(item.path("name").asText()));
            String link = page.header("Link");
            assertThat(link == null).isEqualTo(page.body().path("next").isNull());
            path = link == null ? null : link.replaceAll("^<(.*)>; rel=\"next\"$", "$1");
        }
        return walked;
    }

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

    static Stream<Arguments> otherQueries() {
        return Stream.of(
                arguments("sort=name", "sort=price"),
                arguments("sort=name", "sort=name&in_stock=true"),
                arguments("sort=price", "sort=-price"),
                arguments("q=cup", "q=cups"),
                arguments("q=cup", "q=cup&sort=newest"),
                arguments("category=a", "category=b"),
                arguments("attribute.a=b", "attribute.a=c"));
    }

    @ParameterizedTest
    @MethodSource("otherQueries")
    void refusesTheCursorOfAnotherQuery(String query, String other) {
        for (int i = 0; i < 3; i++) {
            ours("Cup").withCategory("a").with("attributes", "{\"a\": \"b\"}").create(api);
        }
        String cursor = list(query + "&limit=1").body().path("next").asText();
        assertThat(list(query + "&limit=2&cursor=" + cursor).body().path("items"))
                .hasSize(2);
        Reply refused = list(other + "&cursor=" + cursor);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("invalid_cursor");
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

    @Test
    void filtersSortsAndCountsWhatIsSearchedFor() {
        for (int i = 0; i < 6; i++) {
            ours("Bowl " + (char) ('f' - i))
                    .withCategory(i < 4 ? "home/kitchen/bowls" : "home/gifts")
                    .with(
                            "attributes",
                            "{\"colour\": \"" + (i % 2 == 0 ? "red" : "blue") + "\", \"deep\": " + (i > 1) + "}")
                    .with("price", "{\"amount\": \"" + (i + 1) + ".00\", \"currency\": \"EUR\"}")
                    .withStock(i % 3)
                    .create(api);
        }
        aProduct().with("name", "\"Bowl\"").create(api);
        assertThat(walk("q=bowl&limit=2&sort=name"))
                .containsExactly("Bowl a", "Bowl b", "Bowl c", "Bowl d", "Bowl e", "Bowl f");
        assertThat(walk("q=bowls&limit=4&sort=price"))
                .startsWith("Bowl f")
                .endsWith("Bowl a")
                .hasSize(6);
        assertThat(walk("q=bowls&limit=4&sort=-price"))
                .startsWith("Bowl a")
                .endsWith("Bowl f")
                .hasSize(6);
        assertThat(walk("q=bowl&limit=4&sort=newest"))
                .startsWith("Bowl a")
                .endsWith("Bowl f")
                .hasSize(6);
        assertThat(walk("q=bowl&limit=1")).hasSize(6).doesNotHaveDuplicates().endsWith("Bowl c", "Bowl f");
        assertThat(walk("q=bowl&category=home/kitchen")).hasSize(4);
        assertThat(walk("q=bowl&attribute.deep=true&attribute.colour=red"))
                .containsExactlyInAnyOrder("Bowl d", "Bowl b");
        assertThat(walk("q=bowl&in_stock=false")).containsExactlyInAnyOrder("Bowl f", "Bowl c");
        assertThat(walk("q=bowl&in_stock=true&currency=EUR&max_price=5.00"))
                .containsExactlyInAnyOrder("Bowl e", "Bowl d", "Bowl b");
        assertThat(walk("q=bowl&currency=EUR&min_price=2&max_price=2.00")).containsExactly("Bowl e");
        assertThat(walk("q=bowl&currency=USD")).isEmpty();
        Reply reply = list("q=bowl&limit=1&facets=category,price,attribute.colour,attribute.deep,attribute.wide");
        assertThat(reply.body().at("/facets/matches").asInt()).isEqualTo(6);
        assertThat(reply.body().at("/facets/values").toString())
                .isEqualTo(
                        """
                        {"category":[{"value":"home","count":6},{"value":"home/kitchen","count":4},\
                        {"value":"home/kitchen/bowls","count":4},{"value":"home/gifts","count":2}],\
                        "price":[{"value":"EUR","count":6,"min":{"amount":"1.00","currency":"EUR"},\
                        "max":{"amount":"6.00","currency":"EUR"}}],\
                        "attribute.colour":[{"value":"blue","count":3},{"value":"red","count":3}],\
                        "attribute.deep":[{"value":"true","count":4},{"value":"false","count":2}],\
                        "attribute.wide":[]}\
                        """);
    }

    @Test
    void findsWordsInAnyOrderInOneOrManyWithAccentsOrWithout() {
        ours("Crème brûlée torches").create(api);
        ours("Wooden torch").with("description", "\"Burns for hours.\"").create(api);
        assertThat(found("torch creme")).containsExactly("Crème brûlée torches");
        assertThat(found("CRÈME BRULEE")).containsExactly("Crème brûlée torches");
        assertThat(found("torches")).containsExactlyInAnyOrder("Wooden torch", "Crème brûlée torches");
        assertThat(found("burn torch")).containsExactly("Wooden torch");
        assertThat(found("the torch for a wooden hour")).containsExactly("Wooden torch");
        assertThat(found("torch zzyzx"))
                .as("what nothing is called is left out")
                .hasSize(2);
        assertThat(found("zzyzx")).isEmpty();
        assertThat(found("creme wooden")).isEmpty();
        assertThat(found("the")).isEmpty();
        assertThat(found("?!")).isEmpty();
    }

    @Test
    void forgivesATypingErrorInALongerWordAndCompletesABeginning() {
        ours("Espresso grinder").create(api);
        ours("Brown table").create(api);
        for (String text :
                List.of("espreso", "esspresso", "esprseso", "wspresso", "grinder espresdo", "gridner", "espr")) {
            assertThat(found(text)).as(text).containsExactly("Espresso grinder");
        }
        for (String text : List.of("brwon", "rbown", "broown", "brow", "tabel", "talbe", "tavle brown")) {
            assertThat(found(text)).as(text).contains("Brown table");
        }
        assertThat(found("gridner table")).isEmpty();
    }

    /** Another product may be called as this one is misspelt: what is spelt so comes first, and only where there is none the other. */
    @Test
    void takesAWordForMisspeltOnlyWhereNothingHasIt() {
        ours("Ceramic tile").create(api);
        ours("Ceramics tilt").create(api);
        assertThat(found("tilt")).containsExactly("Ceramics tilt");
        ours("Copper kettle").create(api);
        aProduct().with("name", "\"Kettls\"").create(api);
        assertThat(found("kettls")).as("known, but not to this brand").containsExactly("Copper kettle");
    }

    @Test
    void putsTheSkuFirst() {
        ProductFixture product = ours("Adapter");
        product.create(api);
        ours("Cable " + product.sku()).create(api);
        assertThat(found(product.sku())).startsWith("Adapter");
        assertThat(found(product.sku().toLowerCase())).startsWith("Adapter");
    }

    @Test
    void ranksTheNameAboveTheRestAndWhatIsSoldOutBelow() {
        ours("Garden chair").with("description", "\"Goes with any lantern.\"").create(api);
        ours("Lantern").withStock(0).create(api);
        ours("Lantern holder for a long garden table").create(api);
        ours("Paper lantern").create(api);
        ours("Light").withCategory("lanterns").create(api);
        assertThat(found("lantern"))
                .containsExactly(
                        "Paper lantern", "Lantern holder for a long garden table", "Lantern", "Light", "Garden chair");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "& | ! ( ) : * <-> 'lamp' \\\\ lamp",
                "lamp:*",
                "!lamp",
                "lamp & !lamp",
                "'; drop table listings; --lamp",
                "lamp \\",
                "\"lamp",
                "lamp%_?",
                "{lamp}",
                "${lamp} #{lamp} :lamp ?lamp"
            })
    void takesNoTextForQuerySyntax(String text) {
        ours("Lamp drop table listings").create(api);
        assertThat(found(text)).containsExactly("Lamp drop table listings");
    }

    @Test
    void marksTheWordsInNameAndExcerpt() {
        ours("<b>Crème</b> & Co's torch")
                .with(
                        "description",
                        "\"" + "Long ago. ".repeat(30) + "Torches <script>burn</script> longer than candles."
                                + " And so on.".repeat(30) + "\"")
                .create(api);
        JsonNode highlight = list("q=" + encoded("torch creme burning")).body().at("/items/0/highlight");
        assertThat(highlight.path("name").asText())
                .isEqualTo("&lt;b&gt;<mark>Crème</mark>&lt;/b&gt; &amp; Co&#39;s <mark>torch</mark>");
        assertThat(highlight.path("description").asText())
                .startsWith("…")
                .endsWith("…")
                .contains("<mark>Torches</mark> &lt;script&gt;<mark>burn</mark>&lt;/script&gt; longer")
                .hasSizeLessThan(400);
        assertThat(list("limit=1").body().at("/items/0").has("highlight")).isFalse();
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
