package dev.emporium.payment.provider.boundary;

import dev.emporium.payment.provider.control.Webhooks;
import dev.emporium.platform.security.OwnCredentials;
import dev.emporium.platform.web.BodyLimit;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/** Where providers tell of what happens to payments. */
@Path("webhooks/{provider}")
@Tag(name = "Webhooks", description = "For payment providers alone")
@Produces(MediaType.APPLICATION_JSON)
public final class WebhooksResource {
    private static final int LONGEST = 256 << 10;

    private final Webhooks webhooks;

    public WebhooksResource(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @POST
    @PermitAll
    @OwnCredentials
    @BodyLimit(LONGEST)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "hearOfPayment",
            summary = "Tell that something has happened to a payment",
            description = "Signed by the provider in a header of its own; each event is heard once.")
    @ApiResponse(responseCode = "204", description = "It is heard, or was heard before")
    @ApiResponse(responseCode = "400", description = "`invalid_signature`: it is not the provider's, or not of now")
    public void hear(
            @Parameter(schema = @Schema(type = "string", pattern = "^[a-z]{1,30}$")) @PathParam("provider")
                    String provider,
            @Context HttpHeaders headers,
            @RequestBody(content = @Content(schema = @Schema(type = "object"))) byte[] body) {
        webhooks.hear(provider, headers::getHeaderString, body);
    }
}
