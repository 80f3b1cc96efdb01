package dev.emporium.payment.payment.boundary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.payment.payment.control.PaymentDesk;
import dev.emporium.payment.payment.entity.Payment;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotent;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.security.Caller;
import dev.emporium.platform.web.Page;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
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
import jakarta.ws.rs.POST;
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
import java.util.UUID;

/** Payments, made by order-service's commands. */
@Path("/")
@Tag(name = "Payments", description = "What was held, taken and given back")
@Produces(MediaType.APPLICATION_JSON)
public final class PaymentsResource {
    private static final String SOME =
            "{\"amount\": {\"amount\": \"5.00\", \"currency\": \"EUR\"}, \"reason\": \"scratched\"}";

    private final PaymentDesk desk;
    private final ObjectMapper json;
    private final RootPath rootPath;

    public PaymentsResource(PaymentDesk desk, ObjectMapper json, RootPath rootPath) {
        this.desk = desk;
        this.json = json;
        this.rootPath = rootPath;
    }

    /** A page of payments. */
    @Schema(name = "PaymentPage")
    record Payments(List<PaymentResponse> items, @Nullable String next) {}

    @GET
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(
            operationId = "listPayments",
            summary = "List payments, the newest first: one's own, or all of them for staff",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page of payments",
                            content = @Content(schema = @Schema(implementation = Payments.class))))
    public Response list(
            @Auth Caller caller,
            @QueryParam("order_id") UUID orderId,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(100) int limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri) {
        return desk.list(orderId, owner(caller), Page.after(cursor), limit)
                .map(PaymentResponse::from)
                .toResponse(rootPath.uri(), uri.getQueryParameters());
    }

    @GET
    @Path("{payment_id}")
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(operationId = "readPayment", summary = "Read a payment")
    @ApiResponse(responseCode = "200", description = "The payment as it is now", useReturnTypeSchema = true)
    public PaymentResponse read(@PathParam("payment_id") UUID paymentId, @Auth Caller caller) {
        return PaymentResponse.from(desk.read(paymentId, owner(caller)));
    }

    /** Whose payments the caller sees; null for everybody's. */
    private static UUID owner(Caller caller) {
        return caller.isStaff() ? null : caller.id();
    }

    @POST
    @Path("{payment_id}/refunds")
    @RolesAllowed({"staff", "admin"})
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "refundPayment",
            summary = "Give back some of what was taken, or all that is left",
            description = "The refund is pending until the provider has made it.",
            responses = {
                @ApiResponse(
                        responseCode = "201",
                        description = "The payment with its refund",
                        content = @Content(schema = @Schema(implementation = PaymentResponse.class))),
                @ApiResponse(responseCode = "409", description = "`refund_too_large`: it is more than is left")
            })
    @Idempotent(required = true)
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = GiveBackRequest.class),
                            examples = {
                                @ExampleObject(name = "some", value = SOME),
                                @ExampleObject(name = "all that is left", value = "{}")
                            }))
    public Response refund(
            @PathParam("payment_id") UUID paymentId,
            @Valid @NotNull GiveBackRequest refund,
            @Context ContainerRequestContext request,
            @Auth Caller caller,
            @Context HttpServletRequest http) {
        IdempotentRequest key = IdempotentRequest.of(caller, request).required();
        return desk.refund(key, paymentId, refund.amount(), refund.reason(), Actor.of(caller, http), this::refunded)
                .toResponse();
    }

    private Answer refunded(Payment payment) {
        String location = rootPath.uri(payment.paymentId()).toString();
        try {
            return new Answer(
                    201,
                    Map.of(HttpHeaders.LOCATION, location),
                    json.writeValueAsString(PaymentResponse.from(payment)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
