package dev.emporium.product.catalogue.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.Caller;
import dev.emporium.platform.security.PublicForGuests;
import dev.emporium.platform.text.Line;
import dev.emporium.platform.web.IdList;
import dev.emporium.platform.web.Page;
import dev.emporium.platform.web.ParameterPrefix;
import dev.emporium.platform.web.QueryFilter;
import dev.emporium.platform.web.ReadyAnswer;
import dev.emporium.product.catalogue.control.Catalogue;
import dev.emporium.product.catalogue.control.ListedProducts;
import dev.emporium.product.catalogue.control.Showcase;
import dev.emporium.product.catalogue.control.ShownPages;
import dev.emporium.product.search.entity.ListingFilters;
import dev.emporium.product.search.entity.ListingQuery;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.extensions.Extension;
import io.swagger.v3.oas.annotations.extensions.ExtensionProperty;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.PermitAll;
import jakarta.servlet.http.HttpServletRequest;
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
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The products of the catalogue, as everybody reads them. */
@Path("/")
@Tag(name = "Products", description = "The catalogue: everybody reads it, staff write it")
@Produces(MediaType.APPLICATION_JSON)
public final class ProductsResource {
    /** The header that says who looked for words. */
    private static final String ENGINE = "Search-Engine";

    private final Catalogue catalogue;
    private final Showcase<ReadyAnswer> showcase;
    private final ShownPages<ReadyAnswer> pages;
    private final ObjectMapper json;
    private final RootPath rootPath;

    public ProductsResource(
            Catalogue catalogue,
            Showcase<ReadyAnswer> showcase,
            ShownPages<ReadyAnswer> pages,
            ObjectMapper json,
            RootPath rootPath) {
        this.catalogue = catalogue;
        this.showcase = showcase;
        this.pages = pages;
        this.json = json;
        this.rootPath = rootPath;
    }

    @GET
    @PermitAll
    @PublicForGuests
    @ParameterPrefix(ListParameters.ATTRIBUTE)
    @Operation(
            operationId = "listProducts",
            summary = "List and search products",
            description =
                    "Those on sale that match all that is asked for, or those with the given ids, in one page. A page is shown as"
                            + " it was within the last second; to staff as it is. Besides the"
                            + " parameters below, attribute.<name> asks for the value of an attribute, as in"
                            + " attribute.colour=red. A cursor goes with the query that it came with, and with no other.",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page of products",
                            headers =
                                    @Header(
                                            name = ENGINE,
                                            description = "Which engine looked for q; only where there is one",
                                            schema =
                                                    @Schema(
                                                            type = "string",
                                                            allowableValues = {"postgresql", "elasticsearch"})),
                            content = @Content(schema = @Schema(implementation = ProductPage.class))))
    public Response list(
            @Parameter(
                            description = "Words that the products have in their name, category, brand, attributes or"
                                    + " description, in any order, or a sku. A word that no product has is taken for the"
                                    + " beginning of one, or for one that is misspelt")
                    @QueryParam("q")
                    @Line(max = 200)
                    String text,
            @Parameter(description = "A category, with all below it")
                    @QueryParam("category")
                    @Line(max = CategoryPath.LONGEST)
                    String category,
            @QueryParam("brand") @Line(max = 100) String brand,
            @Parameter(description = "What variants of one thing have in common") @QueryParam("family") @Line(max = 100)
                    String family,
            @Parameter(
                            description = "The lowest price, in the given currency",
                            schema = @Schema(type = "string", pattern = ListParameters.PRICE))
                    @QueryParam("min_price")
                    String lowest,
            @Parameter(
                            description = "The highest price, in the given currency",
                            schema = @Schema(type = "string", pattern = ListParameters.PRICE))
                    @QueryParam("max_price")
                    String highest,
            @Parameter(
                            description = "What prices are in, by ISO 4217",
                            schema = @Schema(type = "string", pattern = "^[A-Z]{3}$"))
                    @QueryParam("currency")
                    String currency,
            @Parameter(description = "true for what can be ordered at once, false for what is sold out")
                    @QueryParam("in_stock")
                    Boolean inStock,
            @Parameter(
                            description = "The order: by default what fits q best, or the newest first",
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {"relevance", "newest", "price", "-price", "name"},
                                            extensions =
                                                    @Extension(
                                                            properties =
                                                                    @ExtensionProperty(
                                                                            name = "x-enum-varnames",
                                                                            value = ListParameters.ORDERS,
                                                                            parseValue = true))))
                    @QueryParam("sort")
                    String sort,
            @Parameter(
                            description = "Of what to tell how all matches are spread: category, brand, price and"
                                    + " attribute.<name>, separated by commas",
                            schema = @Schema(type = "string", pattern = ListParameters.FACETS, maxLength = 755))
                    @QueryParam("facets")
                    String facets,
            @Parameter(
                            description = "Up to 100 products by their ids, UUIDs in full, comma separated; those that"
                                    + " are no drafts, and drafts too for staff",
                            schema = @Schema(type = "string", pattern = IdList.PATTERN, maxLength = IdList.LONGEST))
                    @QueryParam("ids")
                    String ids,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(100) int limit,
            @Parameter(schema = @Schema(type = "string", pattern = "^[A-Za-z0-9_-]{34,400}$")) @QueryParam("cursor")
                    String cursor,
            @Auth Optional<Caller> caller,
            @Context HttpServletRequest request,
            @Context UriInfo uri) {
        if (ids != null) {
            return byIds(ids, caller, uri);
        }
        ListingFilters filters = ListParameters.filters(
                category,
                brand,
                family,
                ListParameters.attributes(uri.getQueryParameters()),
                currency,
                lowest,
                highest,
                inStock);
        ListingQuery query = ListParameters.query(text, filters, sort, facets);
        if (isStaff(caller)) {
            return page(catalogue.list(query, cursor, limit, true), uri);
        }
        return pages.read(
                        Objects.requireNonNullElse(request.getQueryString(), ""),
                        () -> ReadyAnswer.of(page(catalogue.list(query, cursor, limit, false), uri), json))
                .toResponse();
    }

    private Response page(ListedProducts listed, UriInfo uri) {
        ProductPage page = ProductPage.from(listed);
        Response response = Page.toResponse(page, page.next(), rootPath.uri(), uri.getQueryParameters());
        if (listed.highlights() != null) {
            response.getHeaders().putSingle(ENGINE, listed.engine());
        }
        return response;
    }

    private Response byIds(String ids, Optional<Caller> caller, UriInfo uri) {
        boolean alone = uri.getQueryParameters().keySet().stream()
                .allMatch(name -> name.equals("ids") || name.equals("limit") || QueryFilter.isOthers(name));
        if (!alone) {
            throw ProblemException.of(400, "invalid_parameter", "ids already says which products.")
                    .withErrors(List.of(new FieldError("ids", "goes with limit only")));
        }
        return new Page<>(catalogue.read(IdList.parse(ids), isStaff(caller)), null)
                .map(ProductResponse::from)
                .toResponse(rootPath.uri(), Map.of());
    }

    @GET
    @PermitAll
    @PublicForGuests
    @Path("{product_id}")
    @Operation(
            operationId = "readProduct",
            summary = "Read a product",
            description =
                    "A draft is there for staff only. Without a token it is shown as it was within the last second; with"
                            + " one as it is.",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The product",
                            content = @Content(schema = @Schema(implementation = ProductResponse.class))))
    public Response read(@PathParam("product_id") UUID productId, @Auth Optional<Caller> caller) {
        if (caller.isPresent()) {
            return EntityTags.tagged(json, catalogue.read(productId, isStaff(caller)))
                    .toResponse();
        }
        return showcase.read(productId).orElseThrow(Catalogue::notFound).toResponse();
    }

    private static boolean isStaff(Optional<Caller> caller) {
        return caller.filter(Caller::isStaff).isPresent();
    }
}
