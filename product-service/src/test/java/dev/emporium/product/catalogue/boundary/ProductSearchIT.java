package dev.emporium.product.catalogue.boundary;

import static dev.emporium.product.ProductFixture.aProduct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.product.ProductApi.Reply;
import dev.emporium.product.ProductFixture;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches by words, whichever engine does it; each test has a brand of its own. */
public class ProductSearchIT extends ListedOfABrand {
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

    /** Of any script, whatever the machine's language takes for a letter. */
    @Test
    void findsWordsBetweenWhateverIsNoLetter() {
        ours("“Oolong” Gyokuro–Matcha, Lego® ¡Hola! 🍵chai Coca‑Cola 10€")
                .with("description", "\"日本茶・緑茶（有機） سلام؟ Kräu\u00ADter\"")
                .create(api);
        for (String text : List.of(
                "oolong", "matcha", "lego", "hola", "chai", "cola", "10", "緑茶", "有機", "سلام", "„Oolong“", "kräuter")) {
            assertThat(found(text)).as(text).hasSize(1);
        }
    }

    @Test
    void findsGreekInCapitals() {
        ours("Καφές Ελληνικός").create(api);
        for (String text : List.of("ΚΑΦΕΣ", "καφες", "Καφές")) {
            assertThat(list("q=" + encoded(text))
                            .body()
                            .at("/items/0/highlight/name")
                            .asText())
                    .as(text)
                    .isEqualTo("<mark>Καφές</mark> Ελληνικός");
        }
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

    /** Words are remembered for ever; that a product was called so once must not hide what begins so now. */
    @Test
    void takesAWordThatOnlyWhatIsGoneHadForABeginning() {
        UUID gone = ours("Zorp").create(api);
        ours("Zorpling lamp").create(api);
        assertThat(found("zorp")).containsExactly("Zorp");
        assertThat(api.delete("/products/" + gone, "If-Match", "*").status()).isEqualTo(204);
        assertThat(found("zorp")).containsExactly("Zorpling lamp");
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
}
