package dev.emporium.product.catalogue.boundary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.ExpectedVersion;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotent;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.Caller;
import dev.emporium.platform.web.BodyLimit;
import dev.emporium.product.catalogue.control.Catalogue;
import dev.emporium.product.catalogue.entity.Product;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What staff do with the products of the catalogue. */
@Path("/")
@Tag(name = "Products")
@Produces(MediaType.APPLICATION_JSON)
public final class ProductEditingResource {
    private static final String IF_MATCH = "The ETag that the product was read with, or *; a sale in between does not"
            + " matter, another change does";
    private static final String PRODUCT =
            """
            {"sku": "TEA-GREEN-100", "name": "Green tea, 100 g", "description": "First flush, loose leaves.",
             "category": "tea", "brand": "Emporium", "attributes": {"origin": "Uji", "organic": true}, "weight_grams": 120,
             "family": "green-tea", "image_urls": ["https://images.example/tea-green.jpg"],
             "price": {"amount": "7.90", "currency": "EUR"}, "status": "active"}
            """;
    private static final String NEW_PRODUCT =
            """
            {"sku": "TEA-GREEN-100", "name": "Green tea, 100 g", "category": "tea",
             "attributes": {"weight_g": 100, "organic": true}, "price": {"amount": "7.90", "currency": "EUR"},
             "stock": 25}
            """;
    private static final String CHANGES =
            "{\"price\": {\"amount\": \"6.90\"}, \"attributes\": {\"organic\": null, \"origin\": \"Uji\"}}";

    /** A product with all its texts at their longest, each character escaped. */
    private static final int LARGEST = 512 << 10;

    private final Catalogue catalogue;
    private final ProductPatch patch;
    private final ObjectMapper json;
    private final RootPath rootPath;

    public ProductEditingResource(Catalogue catalogue, ObjectMapper json, Validator validator, RootPath rootPath) {
        this.catalogue = catalogue;
        this.patch = new ProductPatch(json, validator);
        this.json = json;
        this.rootPath = rootPath;
    }

    @POST
    @BodyLimit(LARGEST)
    @RolesAllowed({"staff", "admin"})
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createProduct",
            summary = "Create a product",
            responses = {
                @ApiResponse(
                        responseCode = "201",
                        description = "The new product",
                        headers = @Header(name = HttpHeaders.ETAG),
                        content = @Content(schema = @Schema(implementation = ProductResponse.class))),
                @ApiResponse(responseCode = "409", description = "`sku_taken`: another product has it")
            })
    @Idempotent
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = ProductRequest.class),
                            examples = @ExampleObject(NEW_PRODUCT)))
    public Response create(
            @Valid @NotNull ProductRequest product,
            @Context ContainerRequestContext request,
            @Auth Caller caller,
            @Context HttpServletRequest http) {
        long stock = product.stock() == null ? 0 : product.stock();
        return catalogue
                .create(
                        IdempotentRequest.of(caller, request),
                        product.details(),
                        stock,
                        Actor.of(caller, http),
                        this::created)
                .toResponse();
    }

    private Answer created(Product product) {
        try {
            String body = json.writeValueAsString(ProductResponse.from(product));
            Map<String, String> headers = Map.of(
                    HttpHeaders.LOCATION, rootPath.uri(product.productId()).toString(),
                    HttpHeaders.ETAG, EntityTags.of(product, body.getBytes(StandardCharsets.UTF_8)));
            return new Answer(201, headers, body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @PUT
    @BodyLimit(LARGEST)
    @RolesAllowed({"staff", "admin"})
    @Path("{product_id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "replaceProduct",
            summary = "Replace a product",
            description = "What is left out becomes its default. Stock is not part of it.",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The product as it is now",
                        content = @Content(schema = @Schema(implementation = ProductResponse.class))),
                @ApiResponse(responseCode = "409", description = "`sku_taken`: another product has it")
            })
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = ProductRequest.class),
                            examples = @ExampleObject(PRODUCT)))
    public Response replace(
            @PathParam("product_id") UUID productId,
            @Parameter(description = IF_MATCH, required = true, example = "*") @HeaderParam("If-Match") String ifMatch,
            @Valid @NotNull ProductRequest product,
            @Auth Caller caller,
            @Context HttpServletRequest http) {
        return replace(productId, EntityTags.expected(ifMatch), product, Actor.of(caller, http));
    }

    @PATCH
    @BodyLimit(LARGEST)
    @RolesAllowed({"staff", "admin"})
    @Path("{product_id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @Operation(
            operationId = "changeProduct",
            summary = "Change some fields of a product",
            description = "JSON Merge Patch (RFC 7396): null removes a field, a list is replaced as a whole.",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The product with the changes",
                        content = @Content(schema = @Schema(implementation = ProductResponse.class))),
                @ApiResponse(responseCode = "409", description = "`sku_taken`: another product has it")
            })
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = ProductRequest.class),
                            examples = @ExampleObject(CHANGES)))
    public Response change(
            @PathParam("product_id") UUID productId,
            @Parameter(description = IF_MATCH, required = true, example = "*") @HeaderParam("If-Match") String ifMatch,
            byte[] changes,
            @Auth Caller caller,
            @Context HttpServletRequest http)
            throws JsonProcessingException {
        ExpectedVersion expected = EntityTags.expected(ifMatch);
        Product present = catalogue.read(productId, true);
        if (!expected.covers(present.version())) {
            throw Catalogue.stale();
        }
        // even after If-Match: *, what the patch was not applied to must not be overwritten
        ProductRequest product = patch.apply(changes, present.details());
        return replace(productId, ExpectedVersion.of(present.version()), product, Actor.of(caller, http));
    }

    private Response replace(UUID productId, ExpectedVersion expected, ProductRequest product, Actor actor) {
        if (product.stock() != null) {
            throw ProblemException.of(422, "invalid", "The request is well-formed but not valid.")
                    .withErrors(List.of(new FieldError("stock", "is changed by adjustments")));
        }
        return EntityTags.tagged(json, catalogue.replace(productId, expected, product.details(), actor))
                .toResponse();
    }

    @DELETE
    @RolesAllowed({"staff", "admin"})
    @Path("{product_id}")
    @Operation(operationId = "deleteProduct", summary = "Delete a product")
    @ApiResponse(responseCode = "204", description = "The product is deleted")
    public void delete(
            @PathParam("product_id") UUID productId,
            @Parameter(description = IF_MATCH, required = true, example = "*") @HeaderParam("If-Match") String ifMatch,
            @Auth Caller caller,
            @Context HttpServletRequest http) {
        catalogue.delete(productId, EntityTags.expected(ifMatch), Actor.of(caller, http));
    }
}
