package dev.emporium.product.catalogue.boundary;

import static dev.emporium.product.ProductFixture.aProduct;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.product.ProductApi;
import dev.emporium.product.ProductApi.Reply;
import dev.emporium.product.ProductFixture;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What is listed and found of a brand that no other test has. */
@SuppressWarnings("this-escape")
public abstract class ListedOfABrand {
    final ProductApi api = api();
    final String brand = "Brand " + UUID.randomUUID();

    protected ProductApi api() {
        return ProductApi.shared();
    }

    /** Which engine is to answer. */
    protected String engine() {
        return "postgresql";
    }

    ProductFixture ours(String name) {
        return aProduct()
                .with("name", "\"" + name + "\"")
                .with("brand", "\"" + brand + "\"")
                .withStock(5);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    Reply list(String parameters) {
        return api.get("/products?brand=" + encoded(brand) + "&" + parameters);
    }

    List<String> found(String text) {
        Reply reply = list("q=" + encoded(text));
        assertThat(reply.status()).as(() -> reply.body().toString()).isEqualTo(200);
        assertThat(reply.header("Search-Engine")).isEqualTo(engine());
        List<String> names = new ArrayList<>();
        reply.body().path("items").forEach(item -> names.add(item.path("name").asText()));
        return names;
    }

    List<String> walk(String parameters) {
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
}
