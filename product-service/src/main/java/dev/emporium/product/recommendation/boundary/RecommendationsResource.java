package dev.emporium.product.recommendation.boundary;

import dev.emporium.platform.security.Caller;
import dev.emporium.platform.security.PublicForGuests;
import dev.emporium.platform.web.Page;
import dev.emporium.product.recommendation.control.Recommendations;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.UUID;

/** What to show beside a product. */
@Path("{product_id}/recommendations")
@Tag(name = "Products")
@Produces(MediaType.APPLICATION_JSON)
public final class RecommendationsResource {
    private final Recommendations recommendations;

    public RecommendationsResource(Recommendations recommendations) {
        this.recommendations = recommendations;
    }

    @GET
    @PermitAll
    @PublicForGuests
    @Operation(
            operationId = "listRecommendations",
            summary = "List what to show beside a product",
            description =
                    """
                    Products that are on sale: what was bought together with it, the most often first; then its variants, what is in \
                    its category, and what is bought most. What was called off or brought back does not count. One page.""")
    @ApiResponse(responseCode = "200", description = "What is recommended", useReturnTypeSchema = true)
    public Page<RecommendationResponse> list(
            @PathParam("product_id") UUID productId,
            @QueryParam("limit") @DefaultValue("8") @Min(1) @Max(20) int limit,
            @Auth Optional<Caller> caller) {
        boolean drafts = caller.filter(Caller::isStaff).isPresent();
        return new Page<>(recommendations.of(productId, drafts, limit), null).map(RecommendationResponse::from);
    }
}
