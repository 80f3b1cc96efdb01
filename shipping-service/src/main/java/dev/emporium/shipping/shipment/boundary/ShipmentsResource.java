package dev.emporium.shipping.shipment.boundary;

import dev.emporium.platform.RootPath;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.security.Caller;
import dev.emporium.platform.web.Page;
import dev.emporium.shipping.shipment.control.Shipments;
import dev.emporium.shipping.shipment.entity.ShipmentStatus;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.Nullable;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.UUID;

/** Shipments: whoever ordered looks at their own, staff look at all and move them. */
@Path("/")
@Tag(name = "Shipments", description = "Where the parcels of orders are")
@Produces(MediaType.APPLICATION_JSON)
public final class ShipmentsResource {
    private final Shipments shipments;
    private final RootPath rootPath;

    public ShipmentsResource(Shipments shipments, RootPath rootPath) {
        this.shipments = shipments;
        this.rootPath = rootPath;
    }

    /** A page of shipments. */
    @Schema(name = "ShipmentPage")
    record ShipmentPage(List<ShipmentResponse> items, @Nullable String next) {}

    /** A state to move a shipment to. */
    @Schema(name = "SetShipmentStatusRequest", example = "{\"status\": \"dispatched\"}")
    public record SetStatusRequest(@NotNull ShipmentStatus status) {}

    @GET
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(
            operationId = "listShipments",
            summary = "List shipments, the newest first: one's own, or all of them for staff",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page of shipments",
                            content = @Content(schema = @Schema(implementation = ShipmentPage.class))))
    public Response list(
            @Auth Caller caller,
            @Parameter(description = "Of this order alone") @QueryParam("order_id") UUID orderId,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(100) int limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri) {
        return shipments
                .list(whose(caller), orderId, Page.after(cursor), limit)
                .map(ShipmentResponse::from)
                .toResponse(rootPath.uri(), uri.getQueryParameters());
    }

    @GET
    @Path("{shipment_id}")
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(operationId = "readShipment", summary = "Read a shipment")
    @ApiResponse(responseCode = "200", description = "The shipment as it is now", useReturnTypeSchema = true)
    public ShipmentResponse read(@PathParam("shipment_id") UUID shipmentId, @Auth Caller caller) {
        return ShipmentResponse.from(shipments.read(shipmentId, whose(caller)));
    }

    private static UUID whose(Caller caller) {
        return caller.isStaff() ? null : caller.id();
    }

    @PUT
    @Path("{shipment_id}/status")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({"staff", "admin"})
    @Operation(
            operationId = "setShipmentStatus",
            summary = "Move a shipment on",
            description =
                    """
                    `created` to `dispatched`, once it has a label, to `in_transit` to `delivered` or `lost`; what is lost is sent \
                    again by `created`, with another label. Only its order's cancellation makes a shipment `cancelled`.""")
    @ApiResponse(responseCode = "200", description = "The shipment in its new state", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "409",
            description = "`illegal_move`: it cannot go there from where it is; `no_label`: not yet")
    public ShipmentResponse setStatus(
            @PathParam("shipment_id") UUID shipmentId,
            @Valid @NotNull SetStatusRequest request,
            @Auth Caller caller,
            @Context HttpServletRequest http) {
        return ShipmentResponse.from(shipments.move(shipmentId, request.status(), Actor.of(caller, http)));
    }
}
