package dev.emporium.cart.cart.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.cart.cart.boundary.CartResponse.Prices;
import dev.emporium.cart.cart.control.Carts;
import dev.emporium.cart.cart.entity.LineChange;
import dev.emporium.platform.ExpectedVersion;
import dev.emporium.platform.idempotency.Idempotent;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.Caller;
import dev.emporium.platform.web.Bodies;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.PermitAll;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Carts over HTTP. A guest's is used by who knows its id, a signed-in person's by that person alone. */
@Path("/")
@Tag(name = "Carts", description = "A guest's is used by whoever knows its id, a customer's by that customer alone")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class CartsResource {
    private static final String IF_MATCH =
            "The ETag that the cart was read with, or *; another price or stock in between"
                    + " does not matter. Without it the change is made to the cart as it is";

    private final Carts carts;
    private final CartAnswers answers;
    private final ObjectMapper json;

    public CartsResource(Carts carts, CartAnswers answers, ObjectMapper json) {
        this.carts = carts;
        this.answers = answers;
        this.json = json;
    }

    @POST
    @PermitAll
    @Operation(
            operationId = "createCart",
            summary = "Create an empty cart",
            description = "It is that of whoever is signed in, or a guest's, which is used by whoever knows its id.")
    @Idempotent
    @RequestBody(content = @Content(schema = @Schema(implementation = CreateCartRequest.class)))
    @ApiResponse(
            responseCode = "201",
            description = "The new cart",
            headers = @Header(name = "ETag"),
            content = @Content(schema = @Schema(implementation = CartResponse.class)))
    public Response create(
            @Parameter(hidden = true) byte[] body,
            @Context ContainerRequestContext request,
            @Auth Optional<Caller> caller)
            throws IOException {
        // as bytes, because there may be none
        UUID wanted = Bodies.optional(body, CreateCartRequest.class, json)
                .map(CreateCartRequest::userId)
                .orElse(null);
        UUID owner = viewer(caller);
        if (wanted != null && !wanted.equals(owner)) {
            throw ProblemException.of(422, "invalid", "A cart is made for oneself.")
                    .withErrors(List.of(new FieldError("user_id", "is not who the access token is for")));
        }
        return carts.create(owner, IdempotentRequest.of(caller, request), answers::created)
                .toResponse();
    }

    @GET
    @PermitAll
    @Path("{cart_id}")
    @Operation(
            operationId = "readCart",
            summary = "Read a cart at the prices of the moment, or at the last known ones",
            description =
                    "With `prices=last_known` it is the cart as it was shown last: the catalogue is not asked, and"
                            + " what is shown does not count as seen. Nor does what `HEAD` does not show.")
    @ApiResponse(
            responseCode = "200",
            description = "The cart, at prices of the moment or the last known ones",
            headers = @Header(name = "ETag"),
            content = @Content(schema = @Schema(implementation = CartResponse.class)))
    public Response read(
            @PathParam("cart_id") UUID cartId,
            @QueryParam("prices") Prices prices,
            @Context HttpServletRequest request,
            @Auth Optional<Caller> caller) {
        UUID viewer = viewer(caller);
        if (prices == Prices.LAST_KNOWN) {
            return answers.response(carts.shown(cartId, viewer));
        }
        return answers.response(isShown(request) ? carts.show(cartId, viewer) : carts.price(cartId, viewer));
    }

    /**
     * Whether whoever asks sees what is answered: an order is held to it. {@code HEAD} shows nothing. A 304 does: the client
     * has, and says by its tag that it goes on showing, what it was given before; but {@code *} names nothing that it has.
     */
    private static boolean isShown(HttpServletRequest request) {
        // of a servlet's request, since Jersey answers HEAD as GET
        String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        return request.getMethod().equals(HttpMethod.GET)
                && (known == null || !known.strip().equals("*"));
    }

    @DELETE
    @PermitAll
    @Path("{cart_id}")
    @Operation(
            operationId = "clearCart",
            summary = "Clear a cart",
            description = "The cart stays, with what is saved for later, and may be filled again.")
    @ApiResponse(responseCode = "204", description = "The cart is empty")
    public void clear(
            @PathParam("cart_id") UUID cartId,
            @Parameter(description = IF_MATCH, example = "*") @HeaderParam("If-Match") String ifMatch,
            @Auth Optional<Caller> caller) {
        carts.clear(cartId, viewer(caller), ExpectedVersion.ofIfMatch(ifMatch));
    }

    @POST
    @PermitAll
    @Path("{cart_id}/items")
    @Operation(
            operationId = "addCartItem",
            summary = "Add a product to a cart, or more of one that is there",
            description =
                    "Of a product that is on sale; a cart has one currency, and holds at most 100 products and 999 of each,"
                            + " or what the shop allows. What is saved of the product for later comes back with it.")
    @Idempotent
    @ApiResponse(
            responseCode = "200",
            description = "The whole cart, with what was added",
            headers = @Header(name = "ETag"),
            content = @Content(schema = @Schema(implementation = CartResponse.class)))
    public Response add(
            @PathParam("cart_id") UUID cartId,
            @NotNull @Valid AddItemRequest item,
            @Parameter(description = IF_MATCH, example = "*") @HeaderParam("If-Match") String ifMatch,
            @Context ContainerRequestContext request,
            @Auth Optional<Caller> caller) {
        // a key belongs to the cart, which a guest may take along to an account; who may not use it gets no further
        IdempotentRequest once = IdempotentRequest.of(caller, request).heldBy(cartId.toString());
        LineChange change = new LineChange(
                cartId, viewer(caller), ExpectedVersion.ofIfMatch(ifMatch), item.productId(), item.quantity(), true);
        return carts.add(change, once, answers::ok).toResponse();
    }

    @PUT
    @PermitAll
    @Path("{cart_id}/items/{product_id}")
    @Operation(
            operationId = "setCartItem",
            summary = "Set how many of a product there are in a cart, or save it for later",
            description = "Exactly so many, whether it was in the cart or not; 1 to 999. With `saved` it is put aside:"
                    + " shown among `saved`, in no total, and not ordered. Without, it comes back.")
    @ApiResponse(
            responseCode = "200",
            description = "The whole cart, with as many of the product as were asked for",
            headers = @Header(name = "ETag"),
            content = @Content(schema = @Schema(implementation = CartResponse.class)))
    public Response set(
            @PathParam("cart_id") UUID cartId,
            @PathParam("product_id") UUID productId,
            @NotNull @Valid SetQuantityRequest item,
            @Parameter(description = IF_MATCH, example = "*") @HeaderParam("If-Match") String ifMatch,
            @Auth Optional<Caller> caller) {
        LineChange change = new LineChange(
                cartId, viewer(caller), ExpectedVersion.ofIfMatch(ifMatch), productId, item.quantity(), false);
        return answers.response(carts.set(change, Boolean.TRUE.equals(item.saved())));
    }

    @DELETE
    @PermitAll
    @Path("{cart_id}/items/{product_id}")
    @Operation(
            operationId = "removeCartItem",
            summary = "Take a product out of a cart",
            description = "Also out of what is saved for later, and also when it was not there.")
    @ApiResponse(responseCode = "204", description = "It is not in the cart")
    public void remove(
            @PathParam("cart_id") UUID cartId,
            @PathParam("product_id") UUID productId,
            @Parameter(description = IF_MATCH, example = "*") @HeaderParam("If-Match") String ifMatch,
            @Auth Optional<Caller> caller) {
        carts.remove(cartId, viewer(caller), ExpectedVersion.ofIfMatch(ifMatch), productId);
    }

    private static UUID viewer(Optional<Caller> caller) {
        return caller.map(Caller::id).orElse(null);
    }
}
