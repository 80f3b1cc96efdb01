package dev.emporium.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingTest {

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            /products,             true
            /products/,            true
            /products/1/stock,     true
            /products//x,          true
            /products/%2Fa,        true
            /productsale,          false
            /shop/products,        false
            /,                     false
            """)
    void servesExactlyWhatTheWholeExpressionMatches(String path, boolean served) {
        assertThat(mapping("prefix", "/products(/.*)?", "prefix_regex", true).serves("GET", "shop.example", path))
                .isEqualTo(served);
    }

    @Test
    void takesAPlainPrefixForAStringAsEmissaryDoes() {
        Mapping mapping = mapping("prefix", "/man");

        assertThat(mapping.serves("GET", "h", "/mankind")).isTrue();
        assertThat(mapping.serves("GET", "h", "/wo/man")).isFalse();
        assertThat(mapping("prefix", "/man", "prefix_exact", true).serves("GET", "h", "/man/1"))
                .isFalse();
    }

    @Test
    void servesOneMethodOnlyWhenToldSo() {
        Mapping mapping = mapping("prefix", "/", "method", "POST");

        assertThat(mapping.serves("POST", "h", "/")).isTrue();
        assertThat(mapping.serves("GET", "h", "/")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "*,               shop.example, true",
        "shop.example,    SHOP.example, true",
        "shop.example,    example,      false",
        "*.example,       shop.example, true",
        "*.example,       example,      false",
        "shop.*,          shop.example, true"
    })
    void comparesHostNames(String hostname, String host, boolean served) {
        assertThat(mapping("prefix", "/", "hostname", hostname).serves("GET", host, "/"))
                .isEqualTo(served);
    }

    @Test
    void keepsThePathForAnEmptyRewriteAndReplacesThePrefixWithASlashForNone() {
        assertThat(mapping("prefix", "/users", "rewrite", "").rewritten("/users/1"))
                .isEqualTo("/users/1");
        assertThat(mapping("prefix", "/users").rewritten("/users/1")).isEqualTo("//1");
        assertThat(mapping("prefix", "/users/", "rewrite", "/v2/").rewritten("/users/1"))
                .isEqualTo("/v2/1");
        assertThat(mapping("prefix", "/users(/.*)?", "prefix_regex", true).rewritten("/users/1"))
                .isEqualTo("/");
    }

    @Test
    void rewritesByExpression() {
        Mapping mapping = mapping(
                "prefix",
                "/cart(/.*)?",
                "prefix_regex",
                true,
                "regex_rewrite",
                Map.of("pattern", "^/cart/?(.*)$", "substitution", "/\\1"));

        assertThat(mapping.rewritten("/cart/x")).isEqualTo("/x");
        assertThat(mapping.rewritten("/cart")).isEqualTo("/");
    }

    @Test
    void asksTheLongerPrefixFirstUnlessPrecedenceSaysOtherwise() {
        Mapping all = mapping("prefix", "/");
        Mapping products = mapping("prefix", "/products");
        Mapping creation = mapping("prefix", "/products", "method", "POST");
        Mapping first = mapping("prefix", "/x", "precedence", 1);

        assertThat(Stream.of(all, products, first, creation).sorted(Mapping.ORDER))
                .containsExactly(first, creation, products, all);
    }

    @Test
    void findsTheServiceUnderItsNameInTheCluster() {
        assertThat(mapping("prefix", "/", "service", "a.emporium:8001").upstream())
                .isEqualTo(new Mapping.Upstream("a", 8001));
        assertThat(mapping("prefix", "/", "service", "http://a").upstream()).isEqualTo(new Mapping.Upstream("a", 80));
    }

    @Test
    void asksACanaryBeforeTheMappingThatItTakesFrom() {
        Mapping main = mapping("prefix", "/products");
        Mapping canary = mapping("prefix", "/products", "weight", 10);

        assertThat(Stream.of(main, canary).sorted(Mapping.ORDER)).containsExactly(canary, main);
    }

    @Test
    void refusesAWeightThatIsNoPercentage() {
        assertThatThrownBy(() -> mapping("prefix", "/", "weight", 101))
                .hasMessage("The Mapping test has the weight 101, which is no percentage");
    }

    @Test
    void refusesAFieldThatItWouldOtherwiseIgnore() {
        assertThatThrownBy(() -> mapping("prefix", "/", "shadow", true))
                .hasMessage("The Mapping test uses shadow, which the gateway on one machine does not implement");
        assertThat(mapping("prefix", "/", "circuit_breakers", List.of())).isNotNull();
    }

    @Test
    void refusesAMappingThatTheClusterWouldDrop() {
        Map<String, Object> spec = Map.of("prefix", "/", "service", "a:1");

        assertThatThrownBy(() -> MappingFiles.mapping(Map.of("metadata", Map.of("name", "test"), "spec", spec)))
                .hasMessageContaining("has no hostname");
    }

    @Test
    void readsTheMappingsOfTheRepository() {
        List<Mapping> mappings = MappingFiles.read(Path.of(System.getProperty("repository.root"), "emissary"));

        assertThat(mappings)
                .extracting(Mapping::name)
                .contains("product-service", "cart-service", "order-service", "customer-service");
        assertThat(mappings).allSatisfy(mapping -> assertThat(mapping.rewritten("/a%2Fb//.."))
                .isEqualTo("/a%2Fb//.."));
    }

    private static Mapping mapping(Object... fields) {
        Map<String, Object> spec = new HashMap<>(Map.of("hostname", "*", "service", "a:1"));
        for (int i = 0; i < fields.length; i += 2) {
            spec.put(fields[i].toString(), fields[i + 1]);
        }
        return MappingFiles.mapping(Map.of("metadata", Map.of("name", "test"), "spec", spec));
    }
}
