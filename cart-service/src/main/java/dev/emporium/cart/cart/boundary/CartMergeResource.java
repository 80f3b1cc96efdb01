package dev.emporium.cart.cart.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.cart.cart.control.CartMerge;
import dev.emporium.platform.idempotency.Idempotent;
import dev.emporium.platform.idempotency.IdempotentRequest;
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
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.UUID;

/** What becomes of a guest's cart when the guest signs in. */
@Path("{cart_id}/merge")
@Tag(name = "Carts")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class CartMergeResource {
    private final CartMerge carts;
    private final CartAnswers answers;
    private final ObjectMapper json;

    public CartMergeResource(CartMerge carts, CartAnswers answers, ObjectMapper json) {
        this.carts = carts;
        this.answers = answers;
        this.json = json;
    }

    @POST
    @PermitAll
    @Operation(
            operationId = "mergeCart",
            summary = "Take a guest's cart over after signing in",
            description = "What is in it goes to your own cart, quantities are added up, and it is deleted; if you have"
                    + " no cart, it becomes yours.")
    @Idempotent
    @RequestBody(content = @Content(schema = @Schema(implementation = MergeCartRequest.class)))
    @ApiResponse(
            responseCode = "200",
            description = "Your cart; its address is in Location",
            headers = {@Header(name = "Location"), @Header(name = "ETag")},
            content = @Content(schema = @Schema(implementation = CartResponse.class)))
    public Response merge(
            @PathParam("cart_id") UUID cartId,
            @Parameter(hidden = true) byte[] body,
            @Context ContainerRequestContext request,
            @Auth Caller caller)
            throws IOException {
        // as bytes, because there may be none
        UUID into = Bodies.optional(body, MergeCartRequest.class, json)
                .map(MergeCartRequest::into)
                .orElse(null);
        return carts.merge(
                        new CartMerge.Wish(cartId, caller.id(), into),
                        IdempotentRequest.of(caller, request),
                        answers::okElsewhere)
                .toResponse();
    }
}
