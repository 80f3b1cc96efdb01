package dev.emporium.product.stock.boundary;

import dev.emporium.platform.security.Caller;
import dev.emporium.product.stock.control.Watching;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** Who wants to be told when a product is back. */
@Path("{product_id}/stock/watchers")
@Tag(name = "Stock")
@Produces(MediaType.APPLICATION_JSON)
public final class WatchersResource {
    private final Watching watching;

    public WatchersResource(Watching watching) {
        this.watching = watching;
    }

    @POST
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(
            operationId = "watchStock",
            summary = "Tell me when it is back",
            description =
                    """
                    For whoever is signed in: once, by mail, as soon as it can be ordered again. Asking again changes nothing. What \
                    can be ordered now is a 409.""")
    @ApiResponse(responseCode = "204", description = "You will be told")
    @ApiResponse(responseCode = "401", description = "`account_deleted`: the account was deleted since its token")
    @ApiResponse(
            responseCode = "409",
            description = "`in_stock`: it can be ordered now; `too_many_watched`: one waits for as many as one may")
    public void watch(@PathParam("product_id") UUID productId, @Auth Caller me) {
        watching.watch(productId, me.id());
    }
}
