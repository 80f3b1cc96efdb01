package dev.emporium.product.catalogue.boundary;

import static dev.emporium.product.ProductFixture.aProduct;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.product.ProductApi;
import dev.emporium.product.ProductFixture;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SuggestionsIT {
    private final ProductApi api = ProductApi.shared();

    private static ProductFixture called(String name) {
        return aProduct().with("name", "\"" + name + "\"");
    }

    private JsonNode suggested(String text) {
        ProductApi.Reply reply = api.get("/products/suggestions?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
        assertThat(reply.status()).as(() -> reply.body().toString()).isEqualTo(200);
        return reply.body();
    }

    private List<String> products(String text) {
        List<String> names = new ArrayList<>();
        suggested(text)
                .path("products")
                .forEach(product -> names.add(product.path("name").asText()));
        return names;
    }

    private List<String> texts(String text, String kind) {
        List<String> texts = new ArrayList<>();
        suggested(text).path(kind).forEach(label -> texts.add(label.asText()));
        return texts;
    }

    @Test
    void goesOnWithWhatIsTyped() {
        called("Zébu horn spoon").create(api);
        called("Large zebu hide").withStock(3).create(api);
        assertThat(products("zeb")).containsExactly("Zébu horn spoon", "Large zebu hide");
        assertThat(products("ZÉBU H")).containsExactly("Zébu horn spoon", "Large zebu hide");
        assertThat(products("zebu sp")).containsExactly("Zébu horn spoon");
        assertThat(products("hide zebu")).containsExactly("Large zebu hide");
        assertThat(products("zebu x")).isEmpty();
        assertThat(products("%")).isEmpty();
    }

    @Test
    void offersOneOfEachFamily() {
        for (String size : List.of("S", "M", "L")) {
            called("Quagga shirt, " + size).with("family", "\"quagga\"").create(api);
        }
        called("Quagga mug").create(api);
        assertThat(products("quag")).containsExactly("Quagga mug", "Quagga shirt, L");
    }

    @Test
    void offersCategoriesAndBrandsByAnyOfTheirWords() {
        UUID product = called("Thing")
                .with("brand", "\"Okapi & Söhne\"")
                .withCategory("okapi-things/small okapis")
                .create(api);
        assertThat(texts("okap", "brands")).containsExactly("Okapi & Söhne");
        assertThat(texts("sohn", "brands")).containsExactly("Okapi & Söhne");
        assertThat(texts("okapi & so", "brands")).containsExactly("Okapi & Söhne");
        assertThat(texts("okap", "categories")).containsExactly("okapi-things", "okapi-things/small okapis");
        assertThat(texts("small o", "categories")).containsExactly("okapi-things/small okapis");
        api.delete("/products/" + product, "If-Match", "*");
        assertThat(texts("okap", "brands")).isEmpty();
        assertThat(texts("okap", "categories")).isEmpty();
    }

    @Test
    void wantsToKnowWhatIsTyped() {
        assertThat(api.get("/products/suggestions").status()).isEqualTo(422);
        assertThat(api.get("/products/suggestions?q=").status()).isEqualTo(400);
        assertThat(api.get("/products/suggestions?q=a&limit=11").status()).isEqualTo(422);
        assertThat(api.get("/products/suggestions?q=" + "a".repeat(101)).status())
                .isEqualTo(422);
    }
}
