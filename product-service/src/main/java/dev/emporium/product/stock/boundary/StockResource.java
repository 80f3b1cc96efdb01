package dev.emporium.product.stock.boundary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotent;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.security.Caller;
import dev.emporium.platform.security.PublicForGuests;
import dev.emporium.product.stock.control.StockKeeping;
import dev.emporium.product.stock.entity.Adjustment;
import dev.emporium.product.stock.entity.StockLevel;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The stock of a product. */
@Path("{product_id}/stock")
@Tag(name = "Stock", description = "How many of a product there are")
@Produces(MediaType.APPLICATION_JSON)
public final class StockResource {
    private static final String DELIVERY = "{\"delta\": 10, \"reason\": \"delivery\", \"reference\": \"4711\"}";

    private final StockKeeping stock;
    private final ObjectMapper json;
    private final RootPath rootPath;

    public StockResource(StockKeeping stock, ObjectMapper json, RootPath rootPath) {
        this.stock = stock;
        this.json = json;
        this.rootPath = rootPath;
    }

    @GET
    @PermitAll
    @PublicForGuests
    @Operation(
            operationId = "readStock",
            summary = "Read how many of a product there are",
            description = "A draft is there for staff only.")
    @ApiResponse(responseCode = "200", description = "How many there are", useReturnTypeSchema = true)
    public StockResponse read(@PathParam("product_id") UUID productId, @Auth Optional<Caller> caller) {
        return StockResponse.from(
                stock.read(productId, caller.filter(Caller::isStaff).isPresent()));
    }

    @POST
    @RolesAllowed({"staff", "admin"})
    @Path("adjustments")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "adjustStock",
            summary = "Note that goods came or went",
            responses = {
                @ApiResponse(
                        responseCode = "201",
                        description = "How many there are after the adjustment",
                        content = @Content(schema = @Schema(implementation = StockResponse.class))),
                @ApiResponse(
                        responseCode = "409",
                        description = "`insufficient_stock`: so many are not there to take away")
            })
    @Idempotent
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = AdjustStockRequest.class),
                            examples = @ExampleObject(DELIVERY)))
    public Response adjust(
            @PathParam("product_id") UUID productId,
            @Valid @NotNull AdjustStockRequest adjustment,
            @Context ContainerRequestContext request,
            @Auth Caller caller,
            @Context HttpServletRequest http) {
        IdempotentRequest key = IdempotentRequest.of(caller, request);
        Actor actor = Actor.of(caller, http);
        Adjustment noted = new Adjustment(
                adjustment.delta(),
                adjustment.reason(),
                adjustment.reference(),
                caller.id().toString());
        return stock.adjust(key, productId, noted, actor, this::adjusted).toResponse();
    }

    private Answer adjusted(StockLevel level) {
        String location = rootPath.uri(level.productId(), "stock").toString();
        try {
            return new Answer(
                    201, Map.of(HttpHeaders.LOCATION, location), json.writeValueAsString(StockResponse.from(level)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
