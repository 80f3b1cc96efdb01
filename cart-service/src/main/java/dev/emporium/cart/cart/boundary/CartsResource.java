package dev.emporium.cart.cart.boundary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.cart.cart.control.Carts;
import dev.emporium.cart.cart.entity.PricedCart;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.IdempotentRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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
import java.io.IOException;
import java.util.Map;
import java.util.UUID;

/** Carts over HTTP. Who knows a cart's id may use it. */
@Path("/")
@Tag(name = "Carts")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class CartsResource {
    /** Whose idempotency keys these are as long as nobody signs in. */
    private static final String ANYBODY = "anonymous";

    private final Carts carts;
    private final RootPath rootPath;
    private final ObjectMapper json;

    public CartsResource(Carts carts, RootPath rootPath, ObjectMapper json) {
        this.carts = carts;
        this.rootPath = rootPath;
        this.json = json;
    }

    @POST
    @Operation(summary = "Create an empty cart")
    @Parameter(
            in = ParameterIn.HEADER,
            name = IdempotentRequest.HEADER,
            description = "Makes the request safe to repeat",
            schema = @Schema(type = "string"))
    @RequestBody(content = @Content(schema = @Schema(implementation = CreateCartRequest.class)))
    @ApiResponse(
            responseCode = "201",
            description = "The cart; its address is in Location",
            content = @Content(schema = @Schema(implementation = CartResponse.class)))
    public Response create(@Parameter(hidden = true) byte[] body, @Context ContainerRequestContext request)
            throws IOException {
        // as bytes, because there may be none
        CreateCartRequest cart = body.length == 0 ? null : json.readValue(body, CreateCartRequest.class);
        UUID userId = cart == null ? null : cart.userId();
        return carts.create(userId, IdempotentRequest.of(ANYBODY, request), made -> answer(201, made))
                .toResponse();
    }

    @GET
    @Path("{cart_id}")
    @Operation(summary = "Read a cart at the prices of the moment, or at the last known ones")
    public CartResponse read(@PathParam("cart_id") UUID cartId) {
        return CartResponse.from(carts.read(cartId));
    }

    @DELETE
    @Path("{cart_id}")
    @Operation(summary = "Clear a cart")
    @ApiResponse(responseCode = "204", description = "The cart is empty")
    public void clear(@PathParam("cart_id") UUID cartId) {
        carts.clear(cartId);
    }

    @POST
    @Path("{cart_id}/items")
    @Operation(summary = "Add a product to a cart, or more of one that is there")
    @Parameter(
            in = ParameterIn.HEADER,
            name = IdempotentRequest.HEADER,
            description = "Makes the request safe to repeat",
            schema = @Schema(type = "string"))
    @ApiResponse(
            responseCode = "200",
            description = "The whole cart",
            content = @Content(schema = @Schema(implementation = CartResponse.class)))
    public Response add(
            @PathParam("cart_id") UUID cartId,
            @NotNull @Valid AddItemRequest item,
            @Context ContainerRequestContext request) {
        // a key belongs to whoever holds the cart
        IdempotentRequest once = IdempotentRequest.of(cartId.toString(), request);
        return carts.add(cartId, item.productId(), item.quantity(), once, cart -> answer(200, cart))
                .toResponse();
    }

    @PUT
    @Path("{cart_id}/items/{product_id}")
    @Operation(summary = "Set how many of a product there are in a cart")
    public CartResponse set(
            @PathParam("cart_id") UUID cartId,
            @PathParam("product_id") UUID productId,
            @NotNull @Valid SetQuantityRequest item) {
        return CartResponse.from(carts.set(cartId, productId, item.quantity()));
    }

    @DELETE
    @Path("{cart_id}/items/{product_id}")
    @Operation(summary = "Take a product out of a cart")
    @ApiResponse(responseCode = "204", description = "It is not in the cart")
    public void remove(@PathParam("cart_id") UUID cartId, @PathParam("product_id") UUID productId) {
        carts.remove(cartId, productId);
    }

    private Answer answer(int status, PricedCart cart) {
        try {
            String body = json.writeValueAsString(CartResponse.from(cart));
            Map<String, String> headers = status == 201
                    ? Map.of(
                            HttpHeaders.LOCATION,
                            rootPath.uri(cart.cart().cartId()).toString())
                    : Map.of();
            return new Answer(status, headers, body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
