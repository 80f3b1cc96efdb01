package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class SampleCatalogueTest {

    @Test
    void holdsEnoughProductsToBrowse() throws Exception {
        JsonNode products = SampleCatalogue.products();

        assertThat(products).hasSizeGreaterThanOrEqualTo(300);
        assertThat(texts(products, "/sku")).doesNotHaveDuplicates();
        assertThat(Set.copyOf(texts(products, "/category"))).hasSizeGreaterThanOrEqualTo(5);
        assertThat(texts(products, "/category")).allMatch(category -> category.matches("[a-z-]+(/[a-z-]+)*"));
        assertThat(texts(products, "/price/amount")).allMatch(amount -> amount.matches("\\d+\\.\\d\\d"));
    }

    private static List<String> texts(JsonNode products, String pointer) {
        return StreamSupport.stream(products.spliterator(), false)
                .map(product -> product.at(pointer).asText())
                .collect(Collectors.toList());
    }
}
