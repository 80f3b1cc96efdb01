package dev.emporium.product.catalogue.boundary;

import dev.emporium.platform.security.PublicForGuests;
import dev.emporium.platform.text.Line;
import dev.emporium.platform.text.Text;
import dev.emporium.product.catalogue.control.Catalogue;
import dev.emporium.product.catalogue.control.Suggested;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;

/** What to offer while somebody types. */
@Path("/suggestions")
@Tag(name = "Products")
@Produces(MediaType.APPLICATION_JSON)
public final class SuggestionsResource {
    private final Catalogue catalogue;

    public SuggestionsResource(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** What may be meant. */
    record SuggestionsResponse(List<NamedProduct> products, List<String> categories, List<String> brands) {
        static SuggestionsResponse from(Suggested suggested) {
            return new SuggestionsResponse(
                    suggested.products().stream()
                            .map(product -> new NamedProduct(
                                    product.productId(), product.details().name()))
                            .toList(),
                    suggested.categories(),
                    suggested.brands());
        }
    }

    record NamedProduct(UUID productId, String name) {}

    @GET
    @PermitAll
    @PublicForGuests
    @Operation(
            operationId = "suggestProducts",
            summary = "Suggest what somebody may be typing",
            description = "Products on sale, one of each family, categories and brands that have what is typed in their"
                    + " names, the last word perhaps unfinished.")
    @ApiResponse(responseCode = "200", description = "What may be meant", useReturnTypeSchema = true)
    public SuggestionsResponse suggest(
            @Parameter(description = "What is typed so far", required = true, example = "green t")
                    @QueryParam("q")
                    @NotNull
                    @Line(max = 100)
                    String text,
            @Parameter(description = "How many of each") @QueryParam("limit") @DefaultValue("5") @Min(1) @Max(10)
                    int limit) {
        return SuggestionsResponse.from(catalogue.suggest(Text.line(text), limit));
    }
}
