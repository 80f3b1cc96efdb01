package dev.emporium.order.returns.boundary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.order.ordering.boundary.OrderTokens;
import dev.emporium.order.ordering.entity.OrderToken;
import dev.emporium.order.returns.control.Returns;
import dev.emporium.order.returns.entity.Return;
import dev.emporium.order.returns.entity.ReturnStatus;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotent;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.security.Caller;
import dev.emporium.platform.web.Page;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
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
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Goods of orders that come back. */
@Path("/{order_id}/returns")
@Tag(name = "Returns", description = "Goods that come back")
@Produces(MediaType.APPLICATION_JSON)
public final class ReturnsResource {
    private static final String EXAMPLE =
            """
            {"items": [{"product_id": "0199b8e2-5d3f-7c41-9a57-3c1f2f6d8e10", "quantity": 1}], "reason": "Too small"}
            """;

    private final Returns returns;
    private final ObjectMapper json;
    private final RootPath rootPath;

    public ReturnsResource(Returns returns, ObjectMapper json, RootPath rootPath) {
        this.returns = returns;
        this.json = json;
        this.rootPath = rootPath;
    }

    /** A page of an order's returns. */
    @Schema(name = "ReturnPage")
    record ReturnPage(List<ReturnResponse> items, @Nullable String next) {}

    /** A state to set a return to. */
    @Schema(name = "SetReturnStatusRequest", example = "{\"status\": \"accepted\"}")
    public record SetReturnStatusRequest(@NotNull ReturnStatus status) {}

    @POST
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "requestReturn",
            summary = "Ask to return goods of an order that was delivered",
            description = OrderTokens.SHOWN,
            responses = {
                @ApiResponse(
                        responseCode = "201",
                        description = "The return, asked for",
                        content = @Content(schema = @Schema(implementation = ReturnResponse.class))),
                @ApiResponse(
                        responseCode = "409",
                        description = "`not_delivered`: it cannot be returned; `nothing_left`: not so much of it")
            })
    @Idempotent
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = RequestReturnRequest.class),
                            examples = @ExampleObject(EXAMPLE)))
    public Response request(
            @PathParam("order_id") UUID orderId,
            @Valid @NotNull RequestReturnRequest request,
            @Parameter(schema = @Schema(type = "string", pattern = OrderToken.PATTERN)) @HeaderParam(OrderTokens.HEADER)
                    String orderToken,
            @Auth Optional<Caller> caller,
            @Context ContainerRequestContext context) {
        return returns.request(
                        IdempotentRequest.of(caller, context),
                        orderId,
                        OrderTokens.viewer(caller, orderToken),
                        request.lines(),
                        request.reason(),
                        this::requested)
                .toResponse();
    }

    private Answer requested(Return asked) {
        String location = rootPath.uri(
                        asked.orderId(), "returns", asked.returnId().toString())
                .toString();
        try {
            return new Answer(
                    201, Map.of(HttpHeaders.LOCATION, location), json.writeValueAsString(ReturnResponse.from(asked)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e.getOriginalMessage());
        }
    }

    @GET
    @PermitAll
    @Operation(
            operationId = "listReturns",
            summary = "List the returns of an order, the oldest first",
            description = OrderTokens.SHOWN,
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page of returns",
                            content = @Content(schema = @Schema(implementation = ReturnPage.class))))
    public Response list(
            @PathParam("order_id") UUID orderId,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(100) int limit,
            @QueryParam("cursor") String cursor,
            @Parameter(schema = @Schema(type = "string", pattern = OrderToken.PATTERN)) @HeaderParam(OrderTokens.HEADER)
                    String orderToken,
            @Auth Optional<Caller> caller,
            @Context UriInfo uri) {
        return returns.of(orderId, OrderTokens.viewer(caller, orderToken), Page.after(cursor), limit)
                .map(ReturnResponse::from)
                .toResponse(rootPath.uri(orderId, "returns"), uri.getQueryParameters());
    }

    @PUT
    @Path("{return_id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({"staff", "admin"})
    @Operation(
            operationId = "setReturnStatus",
            summary = "Accept or refuse a return, or note that it is here",
            description = "What is received goes back into the stock and is refunded, without what its shipping cost.")
    @ApiResponse(responseCode = "200", description = "The return in its new state", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "`illegal_move`: it cannot go there from where it is")
    public ReturnResponse setStatus(
            @PathParam("order_id") UUID orderId,
            @PathParam("return_id") UUID returnId,
            @Valid @NotNull SetReturnStatusRequest request,
            @Auth Caller caller,
            @Context HttpServletRequest http) {
        return ReturnResponse.from(returns.move(orderId, returnId, request.status(), Actor.of(caller, http)));
    }
}
