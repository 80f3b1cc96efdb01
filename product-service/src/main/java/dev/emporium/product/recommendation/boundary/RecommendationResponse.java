package dev.emporium.product.recommendation.boundary;

import dev.emporium.product.catalogue.boundary.ProductResponse;
import dev.emporium.product.recommendation.control.Recommendation;
import io.swagger.v3.oas.annotations.media.Schema;

/** A product that is recommended. */
public record RecommendationResponse(
        @Schema(
                        description =
                                "bought_together with this one; family: a variant of the same; category: of the same category;"
                                        + " popular: bought most")
                Recommendation.Reason reason,
        ProductResponse product) {
    static RecommendationResponse from(Recommendation recommendation) {
        return new RecommendationResponse(recommendation.reason(), ProductResponse.from(recommendation.product()));
    }
}
