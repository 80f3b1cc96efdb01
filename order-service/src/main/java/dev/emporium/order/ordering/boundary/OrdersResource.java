package dev.emporium.order.ordering.boundary;

import dev.emporium.order.ordering.control.OrderDesk;
import dev.emporium.order.ordering.entity.HistoryEntry;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderFilter;
import dev.emporium.order.ordering.entity.OrderRepository.Awaited;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.order.ordering.entity.OrderToken;
import dev.emporium.order.ordering.entity.Viewer;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.Caller;
import dev.emporium.platform.web.Page;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.Nullable;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Orders once they are placed. */
@Path("/")
@Tag(name = "Orders", description = "Placing orders, and what becomes of them")
@Produces(MediaType.APPLICATION_JSON)
public final class OrdersResource {

    private static final String WAITS =
            "Of a confirmed order shipping-service decides whether it has left; the answer waits for that for as long as"
                    + " `Prefer: wait=N` says.";

    /** Four digits of a year are written without a sign. */
    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    private final OrderDesk desk;
    private final Answering answering;
    private final RootPath rootPath;

    public OrdersResource(OrderDesk desk, Answering answering, RootPath rootPath) {
        this.desk = desk;
        this.answering = answering;
        this.rootPath = rootPath;
    }

    /** The states that an order was in. */
    @Schema(name = "OrderHistory")
    public record History(List<HistoryEntry> items) {}

    /** A page of orders. */
    @Schema(name = "OrderPage")
    record Orders(List<OrderResponse> items, @Nullable String next) {}

    /** A state to move an order to. */
    @Schema(example = "{\"status\": \"cancelled\"}")
    public record SetStatusRequest(@NotNull OrderStatus status) {}

    @GET
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(
            operationId = "listOrders",
            summary = "List orders, the newest first: one's own, or all of them for staff",
            description = "Whoever is no staff asks for nobody's orders but their own.",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page of orders",
                            content = @Content(schema = @Schema(implementation = Orders.class))))
    public Response list(
            @Auth Caller caller,
            @Parameter(description = "The state that they are in") @QueryParam("status") OrderStatus status,
            @Parameter(description = "Whose") @QueryParam("customer_id") UUID customerId,
            @Parameter(
                            description = "Placed at this moment or later",
                            schema = @Schema(type = "string", format = "date-time"))
                    @QueryParam("placed_after")
                    String placedAfter,
            @Parameter(
                            description = "Placed before this moment",
                            schema = @Schema(type = "string", format = "date-time"))
                    @QueryParam("placed_before")
                    String placedBefore,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(100) int limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri) {
        if (!caller.isStaff() && customerId != null && !customerId.equals(caller.id())) {
            throw ProblemException.of(403, "forbidden", "These credentials see nobody's orders but their own.");
        }
        OrderFilter filter = new OrderFilter(
                caller.isStaff() ? customerId : caller.id(),
                status,
                moment("placed_after", placedAfter),
                moment("placed_before", placedBefore));
        return desk.list(filter, Page.after(cursor), limit)
                .map(OrderResponse::from)
                .toResponse(rootPath.uri(), uri.getQueryParameters());
    }

    private static Instant moment(String parameter, String text) {
        try {
            Instant moment = text == null ? null : OffsetDateTime.parse(text).toInstant();
            if (moment == null || !moment.isBefore(Instant.EPOCH) && moment.isBefore(END)) {
                return moment;
            }
        } catch (DateTimeException e) {
            // the sentence below says it better
        }
        throw ProblemException.of(400, "invalid_parameter", "A parameter cannot be understood.")
                .withErrors(List.of(new FieldError(parameter, "must be a moment such as 2026-11-21T10:00:00Z")));
    }

    @GET
    @Path("{order_id}")
    @PermitAll
    @Operation(operationId = "readOrder", summary = "Read an order", description = OrderTokens.SHOWN)
    @ApiResponse(responseCode = "200", description = "The order as it is now", useReturnTypeSchema = true)
    public OrderResponse read(
            @PathParam("order_id") UUID orderId,
            @Parameter(schema = @Schema(type = "string", pattern = OrderToken.PATTERN)) @HeaderParam(OrderTokens.HEADER)
                    String orderToken,
            @Auth Optional<Caller> caller) {
        return OrderResponse.from(desk.read(orderId, OrderTokens.viewer(caller, orderToken)));
    }

    @GET
    @Path("{order_id}/history")
    @PermitAll
    @Operation(
            operationId = "readOrderHistory",
            summary = "Read the states that an order was in, oldest first",
            description = OrderTokens.SHOWN)
    @ApiResponse(responseCode = "200", description = "The states, oldest first", useReturnTypeSchema = true)
    public History history(
            @PathParam("order_id") UUID orderId,
            @Parameter(schema = @Schema(type = "string", pattern = OrderToken.PATTERN)) @HeaderParam(OrderTokens.HEADER)
                    String orderToken,
            @Auth Optional<Caller> caller) {
        return new History(desk.history(orderId, OrderTokens.viewer(caller, orderToken)));
    }

    @PUT
    @Path("{order_id}/status")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({"staff", "admin"})
    @Operation(
            operationId = "setOrderStatus",
            summary = "Cancel an order",
            description = "Shipped and delivered an order is when its shipment is, and returned when all of it was"
                    + " received by its returns. " + WAITS,
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The order in its new state",
                        content = @Content(schema = @Schema(implementation = OrderResponse.class))),
                @ApiResponse(
                        responseCode = "202",
                        description = "The order, confirmed still: its cancellation is not decided yet",
                        content = @Content(schema = @Schema(implementation = OrderResponse.class))),
                @ApiResponse(responseCode = "409", description = "`illegal_move`: it cannot go there from where it is")
            })
    @Parameter(
            in = ParameterIn.HEADER,
            name = Preference.HEADER,
            description = Preference.DESCRIPTION,
            schema = @Schema(type = "string", pattern = Preference.PATTERN),
            example = Preference.EXAMPLE)
    public void setStatus(
            @PathParam("order_id") UUID orderId,
            @Valid @NotNull SetStatusRequest request,
            @Auth Caller caller,
            @Context HttpServletRequest http,
            @Context HttpHeaders headers,
            @Parameter(hidden = true) @Suspended AsyncResponse response) {
        Order order = desk.move(orderId, request.status(), Actor.of(caller, http));
        if (request.status() == OrderStatus.CANCELLED) {
            answerCancellation(order, headers, response);
        } else {
            response.resume(OrderResponse.from(order));
        }
    }

    @POST
    @Path("{order_id}/cancellation")
    @PermitAll
    @Operation(
            operationId = "cancelOrder",
            summary = "Cancel an order, as long as it has not left the house",
            description = OrderTokens.SHOWN + " " + WAITS + " To ask again is no matter.",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The order, cancelled",
                        content = @Content(schema = @Schema(implementation = OrderResponse.class))),
                @ApiResponse(
                        responseCode = "202",
                        description = "The order, confirmed still: not decided yet",
                        content = @Content(schema = @Schema(implementation = OrderResponse.class))),
                @ApiResponse(responseCode = "409", description = "`illegal_move`: it is too late")
            })
    @Parameter(
            in = ParameterIn.HEADER,
            name = Preference.HEADER,
            description = Preference.DESCRIPTION,
            schema = @Schema(type = "string", pattern = Preference.PATTERN),
            example = Preference.EXAMPLE)
    public void cancel(
            @PathParam("order_id") UUID orderId,
            @Parameter(schema = @Schema(type = "string", pattern = OrderToken.PATTERN)) @HeaderParam(OrderTokens.HEADER)
                    String orderToken,
            @Auth Optional<Caller> caller,
            @Context HttpServletRequest http,
            @Context HttpHeaders headers,
            @Parameter(hidden = true) @Suspended AsyncResponse response) {
        Actor staff = caller.filter(Caller::isStaff)
                .map(someone -> Actor.of(someone, http))
                .orElse(null);
        answerCancellation(desk.cancel(orderId, OrderTokens.viewer(caller, orderToken), staff), headers, response);
    }

    private void answerCancellation(Order order, HttpHeaders headers, AsyncResponse response) {
        if (order.status() == OrderStatus.CANCELLED) {
            response.resume(OrderResponse.from(order));
            return;
        }
        UUID orderId = order.orderId();
        answering.when(
                new Awaited(orderId, order.status()),
                Preference.wait(headers.getRequestHeader(Preference.HEADER)),
                null,
                response,
                left -> cancelled(left == null ? desk.read(orderId, Viewer.staff()) : left.order()));
    }

    private Object cancelled(Order order) {
        return switch (order.status()) {
            case CANCELLED -> OrderResponse.from(order);
            case CONFIRMED ->
                Response.accepted(OrderResponse.from(order))
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .header(
                                HttpHeaders.LOCATION,
                                rootPath.uri(order.orderId()).toString())
                        .build();
            default -> throw OrderDesk.illegal(order.status(), OrderStatus.CANCELLED);
        };
    }
}
