package dev.emporium.order.ordering.boundary;

import dev.emporium.order.ordering.control.OrderDesk;
import dev.emporium.order.ordering.entity.HistoryEntry;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.persistence.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
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

/** Orders once they are placed. */
@Path("/")
@Tag(name = "orders")
@Produces(MediaType.APPLICATION_JSON)
public final class OrdersResource {
    private final OrderDesk desk;
    private final RootPath rootPath;

    public OrdersResource(OrderDesk desk, RootPath rootPath) {
        this.desk = desk;
        this.rootPath = rootPath;
    }

    /** The states that an order was in. */
    public record History(List<HistoryEntry> items) {}

    /** A state to move an order to. */
    public record SetStatusRequest(@NotNull OrderStatus status) {}

    @GET
    @Operation(summary = "List orders, the newest first")
    public Response list(
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(100) int limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri) {
        return desk.list(Page.after(cursor), limit)
                .map(OrderResponse::from)
                .toResponse(rootPath.uri(), uri.getQueryParameters());
    }

    @GET
    @Path("{order_id}")
    @Operation(summary = "Read an order")
    public OrderResponse read(@PathParam("order_id") UUID orderId) {
        return OrderResponse.from(desk.read(orderId));
    }

    @GET
    @Path("{order_id}/history")
    @Operation(summary = "Read the states that an order was in, oldest first")
    public History history(@PathParam("order_id") UUID orderId) {
        return new History(desk.history(orderId));
    }

    @PUT
    @Path("{order_id}/status")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Move an order on: shipped, delivered, returned or cancelled")
    public OrderResponse setStatus(@PathParam("order_id") UUID orderId, @Valid @NotNull SetStatusRequest request) {
        return OrderResponse.from(desk.move(orderId, request.status()));
    }
}
