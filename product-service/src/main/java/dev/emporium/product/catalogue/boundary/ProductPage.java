package dev.emporium.product.catalogue.boundary;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.emporium.platform.Money;
import dev.emporium.product.catalogue.control.ListedProducts;
import dev.emporium.product.search.entity.Facets;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.annotation.Nullable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A page of products, as everybody sees it. */
record ProductPage(
        List<ProductResponse> items,
        @Nullable String next,
        @JsonInclude(JsonInclude.Include.NON_NULL) FacetCounts facets) {

    /** How all products that match are spread, whichever of them are on this page. */
    @Schema(name = "Facets")
    record FacetCounts(
            @Schema(description = "How many products match; at least so many if this is not all") long matches,
            @Schema(description = "Whether all matches are counted: of very many, some thousands are") boolean complete,
            @Schema(description = "By facet, the most frequent values, up to 100")
                    Map<String, List<FacetValue>> values) {

        static FacetCounts from(Facets facets) {
            Map<String, List<FacetValue>> values = new LinkedHashMap<>();
            facets.values()
                    .forEach((facet, counts) -> values.put(
                            facet, counts.stream().map(FacetValue::from).toList()));
            return new FacetCounts(facets.matches(), facets.complete(), values);
        }
    }

    /** A value with what it has. */
    record FacetValue(
            @Schema(description = "Of prices, their currency") String value,
            long count,
            @Schema(description = "The lowest price") @JsonInclude(JsonInclude.Include.NON_NULL) Money min,
            @Schema(description = "The highest price") @JsonInclude(JsonInclude.Include.NON_NULL) Money max) {

        static FacetValue from(Facets.Value value) {
            return new FacetValue(
                    value.value(),
                    value.count(),
                    value.lowest() == null ? null : Money.of(value.lowest(), value.value()),
                    value.highest() == null ? null : Money.of(value.highest(), value.value()));
        }
    }

    static ProductPage from(ListedProducts listed) {
        return new ProductPage(
                listed.page().items().stream()
                        .map(product -> ProductResponse.from(product, listed.highlights()))
                        .toList(),
                listed.page().next(),
                listed.facets() == null ? null : FacetCounts.from(listed.facets()));
    }
}
