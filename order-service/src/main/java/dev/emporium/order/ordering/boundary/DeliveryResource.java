package dev.emporium.order.ordering.boundary;

import dev.emporium.order.ordering.control.OrderDesk;
import dev.emporium.order.ordering.entity.Delivery;
import dev.emporium.order.ordering.entity.Reading;
import dev.emporium.platform.postal.Address;
import dev.emporium.platform.web.IdList;
import dev.emporium.platform.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.Nullable;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** Where parcels and mails go, for the services that send them and keep no addresses. */
@Path("/")
@Tag(name = "Orders")
@Produces(MediaType.APPLICATION_JSON)
public final class DeliveryResource {
    private final OrderDesk desk;

    public DeliveryResource(OrderDesk desk) {
        this.desk = desk;
    }

    /** Where an order's goods and mails go. */
    @Schema(name = "OrderDelivery")
    public record DeliveryResponse(
            UUID orderId,
            @Nullable UUID customerId,
            @Nullable String email,
            @Nullable Reading locale,
            Address shippingAddress) {

        static DeliveryResponse from(Delivery delivery) {
            return new DeliveryResponse(
                    delivery.orderId(),
                    delivery.customerId(),
                    delivery.email(),
                    delivery.locale(),
                    delivery.shippingAddress());
        }

        @Override
        public String toString() {
            return "DeliveryResponse[REDACTED]";
        }
    }

    @GET
    @Path("/deliveries")
    @RolesAllowed("service")
    @Operation(
            operationId = "listOrderDeliveries",
            summary = "Read where the goods and mails of some orders go",
            description =
                    "For services. Without those of which there is nothing: of deleted accounts, once the order is over.")
    @ApiResponse(responseCode = "200", description = "Where they go, in one page", useReturnTypeSchema = true)
    public Page<DeliveryResponse> list(
            @Parameter(
                            description = "Up to 100 orders by their ids, UUIDs in full, comma separated",
                            example = "0199b8e2-5d3f-7c41-9a57-3c1f2f6d8e10",
                            schema = @Schema(type = "string", pattern = IdList.PATTERN, maxLength = IdList.LONGEST))
                    @QueryParam("ids")
                    @NotNull
                    String ids) {
        return new Page<>(
                desk.deliveries(IdList.parse(ids)).stream()
                        .map(DeliveryResponse::from)
                        .toList(),
                null);
    }

    @GET
    @Path("/{order_id}/delivery")
    @RolesAllowed("service")
    @Operation(
            operationId = "readOrderDelivery",
            summary = "Read where an order's goods and mails go",
            description =
                    "For services. Once the customer's account is deleted and the order is over there is nothing here.")
    @ApiResponse(responseCode = "200", description = "Where they go", useReturnTypeSchema = true)
    public DeliveryResponse read(@PathParam("order_id") UUID orderId) {
        return DeliveryResponse.from(desk.delivery(orderId));
    }
}
