package dev.emporium.product.catalogue.boundary;

import dev.emporium.platform.RootPath;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.Caller;
import dev.emporium.platform.security.PublicForGuests;
import dev.emporium.platform.text.Line;
import dev.emporium.platform.text.Text;
import dev.emporium.platform.web.Page;
import dev.emporium.product.catalogue.control.Catalogue;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.Nullable;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The products of the catalogue, as everybody reads them. */
@Path("/")
@Tag(name = "Products", description = "The catalogue: everybody reads it, staff write it")
@Produces(MediaType.APPLICATION_JSON)
public final class ProductsResource {
    private final Catalogue catalogue;
    private final RootPath rootPath;

    public ProductsResource(Catalogue catalogue, RootPath rootPath) {
        this.catalogue = catalogue;
        this.rootPath = rootPath;
    }

    @GET
    @PermitAll
    @PublicForGuests
    @Operation(
            operationId = "listProducts",
            summary = "List products, the newest first",
            description =
                    "Those on sale, of one category or in stock if that is asked for, or those with the given ids, in one page.",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page of products",
                            content = @Content(schema = @Schema(implementation = Products.class))))
    public Response list(
            @QueryParam("category") @Line(max = CategoryPath.LONGEST) String category,
            @Parameter(description = "true for what can be ordered at once, false for what is sold out")
                    @QueryParam("in_stock")
                    Boolean inStock,
            @Parameter(
                            description = "Up to 100 products by their ids, UUIDs in full, comma separated; those that"
                                    + " are no drafts, and drafts too for staff",
                            schema =
                                    @Schema(
                                            type = "string",
                                            pattern = ProductIds.PATTERN,
                                            maxLength = ProductIds.LONGEST))
                    @QueryParam("ids")
                    String ids,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(100) int limit,
            @QueryParam("cursor") String cursor,
            @Auth Optional<Caller> caller,
            @Context UriInfo uri) {
        if (ids == null) {
            return catalogue
                    .list(category == null ? null : Text.line(category), inStock, Page.after(cursor), limit)
                    .map(ProductResponse::from)
                    .toResponse(rootPath.uri(), uri.getQueryParameters());
        }
        if (category != null || inStock != null || cursor != null) {
            throw ProblemException.of(400, "invalid_parameter", "ids already says which products.")
                    .withErrors(List.of(new FieldError("ids", "does not go with category, in_stock or cursor")));
        }
        return new Page<>(catalogue.read(ProductIds.parse(ids), seesDrafts(caller)), null)
                .map(ProductResponse::from)
                .toResponse(rootPath.uri(), Map.of());
    }

    /** A page of products, for the description. */
    @Schema(name = "ProductPage")
    record Products(List<ProductResponse> items, @Nullable String next) {}

    @GET
    @PermitAll
    @PublicForGuests
    @Path("{product_id}")
    @Operation(
            operationId = "readProduct",
            summary = "Read a product",
            description = "A draft is there for staff only.",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The product",
                            content = @Content(schema = @Schema(implementation = ProductResponse.class))))
    public Response read(@PathParam("product_id") UUID productId, @Auth Optional<Caller> caller) {
        return EntityTags.tagged(catalogue.read(productId, seesDrafts(caller))).build();
    }

    private static boolean seesDrafts(Optional<Caller> caller) {
        return caller.filter(Caller::isStaff).isPresent();
    }
}
