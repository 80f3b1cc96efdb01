package dev.emporium.shipping.shipment.boundary;

import dev.emporium.platform.RootPath;
import dev.emporium.platform.web.Page;
import dev.emporium.shipping.shipment.control.Shipments;
import dev.emporium.shipping.shipment.entity.BookEntry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.Nullable;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** What other services hold their books against. */
@Path("books")
@Tag(name = "Books", description = "What other services hold their books against")
@Produces(MediaType.APPLICATION_JSON)
public final class ShipmentBooksResource {
    private final Shipments shipments;
    private final RootPath rootPath;

    public ShipmentBooksResource(Shipments shipments, RootPath rootPath) {
        this.shipments = shipments;
        this.rootPath = rootPath;
    }

    /** A page, as the description tells of it. */
    @Schema(name = "ShipmentBookPage")
    private record Entries(List<BookEntry> items, @Nullable String next) {}

    @GET
    @RolesAllowed({"service", "staff", "admin"})
    @Operation(
            operationId = "listShipmentBooks",
            summary = "List what became of the shipment of each order, by the orders' ids")
    @ApiResponse(
            responseCode = "200",
            description = "A page of the books",
            content = @Content(schema = @Schema(implementation = Entries.class)))
    public Response list(
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri) {
        return shipments.books(Page.after(cursor), limit).toResponse(rootPath.uri("books"), uri.getQueryParameters());
    }
}
