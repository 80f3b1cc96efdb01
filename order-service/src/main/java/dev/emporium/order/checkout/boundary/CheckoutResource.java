package dev.emporium.order.checkout.boundary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.order.checkout.control.Buyer;
import dev.emporium.order.checkout.control.PlaceOrder;
import dev.emporium.order.checkout.control.PlaceOrder.Placement;
import dev.emporium.order.ordering.boundary.Answering;
import dev.emporium.order.ordering.boundary.OrderResponse;
import dev.emporium.order.ordering.boundary.Preference;
import dev.emporium.order.ordering.control.Decisions.Decided;
import dev.emporium.order.ordering.control.OrderDesk;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderRepository.Awaited;
import dev.emporium.order.ordering.entity.OrderState;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.order.ordering.entity.OrderToken;
import dev.emporium.order.ordering.entity.Reading;
import dev.emporium.order.ordering.entity.Viewer;
import dev.emporium.platform.Exchange;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotency.Earlier;
import dev.emporium.platform.idempotency.Idempotent;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.security.Caller;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Placing an order. No thread waits for the decision: the request is put aside and answered when it is there. */
@Path("/")
@Tag(name = "Orders")
@Produces(MediaType.APPLICATION_JSON)
public final class CheckoutResource {
    private static final String ITEMS = "[{\"product_id\": \"0199b8e2-5d3f-7c41-9a57-3c1f2f6d8e10\", \"quantity\": 1}]";
    private static final String CART = "\"0199b8e2-5d3f-7c41-9a57-3c1f2f6d8e10\"";
    private static final String REST =
            """
            , "shipping_address": {"name": "Jo Doe", "line1": "12 St James's Square", "city": "London",
              "postal_code": "SW1Y 4JH", "country": "GB"},
             "payment": {"method": "card", "token": "tok_visa"}, "email": "jo@example.com"}
            """;

    private final PlaceOrder placeOrder;
    private final OrderDesk desk;
    private final Answering answering;
    private final ObjectMapper json;
    private final RootPath rootPath;

    public CheckoutResource(
            PlaceOrder placeOrder, OrderDesk desk, Answering answering, ObjectMapper json, RootPath rootPath) {
        this.placeOrder = placeOrder;
        this.desk = desk;
        this.answering = answering;
        this.json = json;
        this.rootPath = rootPath;
    }

    @POST
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "placeOrder",
            summary = "Place an order from a cart or from items",
            description = "The answer waits for the decision for as long as `Prefer: wait=N` says. A guest gives an"
                    + " `email`, and gets an `order_token` that reads this one order.",
            responses = {
                @ApiResponse(
                        responseCode = "201",
                        description = "The order, decided: confirmed, or rejected with a reason",
                        content = @Content(schema = @Schema(implementation = OrderResponse.class))),
                @ApiResponse(
                        responseCode = "202",
                        description = "The order, pending: placed, and not decided yet",
                        content = @Content(schema = @Schema(implementation = OrderResponse.class))),
                @ApiResponse(responseCode = "409", description = "`price_changed`: it would cost more than was shown")
            })
    @Idempotent(required = true)
    @Parameter(
            in = ParameterIn.HEADER,
            name = Preference.HEADER,
            description = Preference.DESCRIPTION,
            schema = @Schema(type = "string", pattern = Preference.PATTERN),
            example = Preference.EXAMPLE)
    @Parameter(
            in = ParameterIn.HEADER,
            name = HttpHeaders.ACCEPT_LANGUAGE,
            description = "In which language its mails are written: the first of them that is one of ours",
            schema = @Schema(type = "string", maxLength = Reading.LONGEST_HEADER),
            example = "de-AT, en;q=0.5")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = PlaceOrderRequest.class),
                            examples = {
                                // the first is what Swagger UI shows, and there may be no cart yet
                                @ExampleObject(name = "items", value = "{\"items\":" + ITEMS + REST),
                                @ExampleObject(name = "cart", value = "{\"cart_id\":" + CART + REST)
                            }))
    public void place(
            @Valid @NotNull PlaceOrderRequest order,
            @Context ContainerRequestContext request,
            @Context HttpHeaders headers,
            @Auth Optional<Caller> caller,
            @Parameter(hidden = true) @Suspended AsyncResponse response) {
        IdempotentRequest key = IdempotentRequest.of(caller, request).required();
        Duration wait = Preference.wait(headers.getRequestHeader(Preference.HEADER));
        UUID orderId = Uuid7.next();
        Reading locale = Reading.preferred(headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE))
                .orElse(null);
        OrderToken token = caller.isPresent() ? null : OrderToken.of(key.key(), orderId);
        Placement placement = placeOrder.place(
                orderId,
                order.toPurchase(caller.map(Caller::id).orElse(null), token, locale),
                new Buyer(
                        headers.getHeaderString(HttpHeaders.AUTHORIZATION),
                        Exchange.of(request).client()),
                key,
                wait.isZero());
        if (placement.earlier() != null) {
            repeat(placement.earlier(), wait, response, key, caller.isEmpty());
        } else if (wait.isZero()) {
            response.resume(complete(answer(placement.order(), false), token).toResponse());
        } else {
            answering.when(new Awaited(orderId, OrderStatus.PENDING), wait, key, response, decided -> complete(
                            decided == null || decided.kept() == null
                                    ? settle(key, orderId, decided, false)
                                    : answer(decided.kept(), decided.order(), false),
                            token)
                    .toResponse());
        }
    }

    /** The answer that was given before, or the one that it is waited for. */
    private void repeat(
            Earlier earlier, Duration wait, AsyncResponse response, IdempotentRequest key, boolean isGuest) {
        UUID orderId = earlier.resourceId();
        Supplier<OrderToken> token =
                () -> isGuest ? desk.formerToken(orderId).orElseGet(() -> OrderToken.of(key.key(), orderId)) : null;
        if (earlier.answer().isPresent() || earlier.state().isPresent()) {
            response.resume(complete(answer(earlier, desk.read(orderId, Viewer.staff()), true), token.get())
                    .toResponse());
        } else {
            answering.when(new Awaited(orderId, OrderStatus.PENDING), wait, null, response, decided -> complete(
                            settle(key, orderId, decided, true), token.get())
                    .toResponse());
        }
    }

    /** @param decided null when the order is to be read */
    private Answer settle(IdempotentRequest key, UUID orderId, Decided decided, boolean replayed) {
        Order order = decided == null ? desk.read(orderId, Viewer.staff()) : decided.order();
        return placeOrder
                .settle(key, order.state())
                .map(kept -> answer(kept, order, replayed))
                .orElseGet(() -> answer(order, replayed));
    }

    /** What is kept: an answer that the version before has kept whole, or the order as it was answered. */
    private Answer answer(Earlier kept, Order order, boolean replayed) {
        return kept.answer()
                .map(whole -> new Answer(whole.status(), whole.headers(), whole.body(), replayed))
                .orElseGet(
                        () -> answer(kept.state().map(this::read).map(order::in).orElse(order), replayed));
    }

    private OrderState read(String state) {
        try {
            return json.readValue(state, OrderState.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e.getOriginalMessage());
        }
    }

    private Answer answer(Order order, boolean replayed) {
        int status = order.status() == OrderStatus.PENDING ? 202 : 201;
        Map<String, String> headers =
                Map.of(HttpHeaders.LOCATION, rootPath.uri(order.orderId()).toString());
        return new Answer(status, headers, text(OrderResponse.from(order)), replayed);
    }

    private String text(Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e.getOriginalMessage());
        }
    }

    /**
     * A guest's answer is kept without the token that reads the order, and told with it to whoever shows the key.
     *
     * @param token null for somebody signed in
     */
    private Answer complete(Answer kept, OrderToken token) {
        if (token == null) {
            return kept;
        }
        try {
            ObjectNode body = (ObjectNode) json.readTree(kept.body());
            body.put("order_token", token.text());
            return new Answer(kept.status(), kept.headers(), text(body), kept.replayed());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e.getOriginalMessage());
        }
    }
}
