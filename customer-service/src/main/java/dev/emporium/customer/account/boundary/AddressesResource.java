package dev.emporium.customer.account.boundary;

import dev.emporium.customer.account.control.Addresses;
import dev.emporium.customer.account.control.Addresses.Added;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotent;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.postal.Address;
import dev.emporium.platform.security.Caller;
import dev.emporium.platform.web.Page;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** One's own addresses. */
@Path("/me/addresses")
@Tag(name = "My addresses", description = "Those that whoever is signed in keeps")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class AddressesResource {
    private final Addresses addresses;
    private final RootPath rootPath;

    public AddressesResource(Addresses addresses, RootPath rootPath) {
        this.addresses = addresses;
        this.rootPath = rootPath;
    }

    @GET
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(operationId = "listMyAddresses", summary = "List my addresses, all of them")
    @ApiResponse(responseCode = "200", description = "All my addresses", useReturnTypeSchema = true)
    public Page<AddressResponse> list(@Auth Caller me) {
        return new Page<>(
                addresses.list(me.id()).stream().map(AddressResponse::from).toList(), null);
    }

    @POST
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(operationId = "addMyAddress", summary = "Keep one more address")
    @Idempotent
    @ApiResponse(
            responseCode = "201",
            description = "The address as it is kept",
            content = @Content(schema = @Schema(implementation = AddressResponse.class)))
    public Response add(@Auth Caller me, @NotNull @Valid Address address, @Context ContainerRequestContext request) {
        Added added = addresses.add(me.id(), address, IdempotentRequest.of(me, request));
        AddressResponse body = AddressResponse.from(added.address());
        Response.ResponseBuilder response = Response.created(rootPath.uri("me", "addresses", body.addressId()))
                .entity(body);
        return added.replayed() ? response.header(Answer.REPLAYED, true).build() : response.build();
    }

    @GET
    @Path("{address_id}")
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(operationId = "readMyAddress", summary = "Read one of my addresses")
    @ApiResponse(responseCode = "200", description = "The address", useReturnTypeSchema = true)
    public AddressResponse read(@Auth Caller me, @PathParam("address_id") UUID addressId) {
        return AddressResponse.from(addresses.read(me.id(), addressId));
    }

    @PUT
    @Path("{address_id}")
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(operationId = "replaceMyAddress", summary = "Replace one of my addresses")
    @ApiResponse(responseCode = "200", description = "The address as it is kept now", useReturnTypeSchema = true)
    public AddressResponse replace(
            @Auth Caller me, @PathParam("address_id") UUID addressId, @NotNull @Valid Address address) {
        return AddressResponse.from(addresses.replace(me.id(), addressId, address));
    }

    @DELETE
    @Path("{address_id}")
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(operationId = "removeMyAddress", summary = "Keep one of my addresses no longer")
    @ApiResponse(responseCode = "204", description = "It is not kept")
    public void remove(@Auth Caller me, @PathParam("address_id") UUID addressId) {
        addresses.remove(me.id(), addressId);
    }
}
