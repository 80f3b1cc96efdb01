package dev.emporium.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RootPathTest {
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "/", " / "})
    void servesTheCollectionWithoutAPrefix(String rootPath) {
        assertThat(RootPath.of(rootPath, "products")).isEqualTo(new RootPath("/products", "/docs", "/openapi.json"));
    }

    @ParameterizedTest
    @CsvSource({
        "/products,/products",
        "products,/products",
        "/products/,/products",
        "products/,/products",
        "/shop/products,/shop/products",
        "/a/b/c/d-1/e_2/f~3/g.4,/a/b/c/d-1/e_2/f~3/g.4"
    })
    void takesThePrefixForTheCollection(String rootPath, String api) {
        assertThat(RootPath.of(rootPath, "products"))
                .isEqualTo(new RootPath(api, api + "/docs", api + "/openapi.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a//b",
                "/a b",
                "/a%20b",
                "/a?b",
                "/a#b",
                "/../a",
                "/a/./b",
                "/{a}",
                "/*",
                "/a;b",
                "http://a/b",
                "/\u00e4",
                "/a\nb"
            })
    void refusesWhatIsNoPlainPath(String rootPath) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RootPath.of(rootPath, "products"))
                .withMessageContaining("ROOT_PATH");
    }

    @Test
    void writesPathsWithThePrefixOnce() {
        RootPath rootPath = RootPath.of("/shop/products/", "products");
        UUID id = UUID.fromString("019a0000-0000-7000-8000-000000000000");
        assertThat(rootPath.uri()).isEqualTo(URI.create("/shop/products"));
        assertThat(rootPath.uri(id, "stock")).isEqualTo(URI.create("/shop/products/" + id + "/stock"));
        assertThat(rootPath.uri("a b/c")).isEqualTo(URI.create("/shop/products/a%20b%2Fc"));
    }
}
