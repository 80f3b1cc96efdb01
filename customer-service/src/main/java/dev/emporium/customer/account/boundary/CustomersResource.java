package dev.emporium.customer.account.boundary;

import dev.emporium.customer.account.control.Directory;
import dev.emporium.customer.account.control.Registration;
import dev.emporium.customer.account.control.Registration.Registered;
import dev.emporium.customer.audit.entity.Origin;
import dev.emporium.customer.credential.entity.Email;
import dev.emporium.platform.Exchange;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotent;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.security.Caller;
import dev.emporium.platform.text.Text;
import dev.emporium.platform.web.Page;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
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
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
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
import java.util.Optional;
import java.util.UUID;

/** Accounts: anybody may open one, admins see them all. */
@Path("/")
@Tag(name = "Customers", description = "Accounts: anybody may open one, admins see them all")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class CustomersResource {
    /** Whose idempotency keys these are: whoever registers is nobody yet. */
    private static final String ANYBODY = "registration";

    private final Registration registration;
    private final Directory directory;
    private final RootPath rootPath;

    public CustomersResource(Registration registration, Directory directory, RootPath rootPath) {
        this.registration = registration;
        this.directory = directory;
        this.rootPath = rootPath;
    }

    /** A page, as the description tells of it. */
    @Schema(name = "CustomerPage")
    private record Customers(List<CustomerResponse> items, @Nullable String next) {}

    @POST
    @PermitAll
    @Operation(
            operationId = "registerCustomer",
            summary = "Register: open an account",
            description = "Who registers has the role customer, and signs in by `POST /customers/tokens`.")
    @Idempotent
    @ApiResponse(
            responseCode = "201",
            description = "The new customer",
            content = @Content(schema = @Schema(implementation = CustomerResponse.class)))
    @ApiResponse(responseCode = "409", description = "`email_taken`: the address has an account")
    public Response register(
            @NotNull @Valid RegisterRequest customer,
            @Context ContainerRequestContext request,
            @Context HttpServletRequest connection) {
        Registered registered = registration.register(
                new Email(customer.email()),
                customer.password(),
                customer.name(),
                IdempotentRequest.of(Optional.empty(), request).heldBy(ANYBODY),
                new Origin(Exchange.of(connection).client()));
        Response.ResponseBuilder response = Response.created(rootPath.uri("me"))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(CustomerResponse.from(registered.customer()));
        return registered.replayed() ? response.header(Answer.REPLAYED, true).build() : response.build();
    }

    @GET
    @RolesAllowed("admin")
    @Operation(
            operationId = "listCustomers",
            summary = "List customers, the newest first; q is how the e-mail or the name begins")
    @ApiResponse(
            responseCode = "200",
            description = "A page of customers",
            content = @Content(schema = @Schema(implementation = Customers.class)))
    public Response list(
            @Auth Caller admin,
            @QueryParam("q") @Size(min = 1, max = 254) String q,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(100) int limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri) {
        return directory
                .list(admin.id(), q == null ? null : Text.nfc(q), Page.after(cursor), limit)
                .map(CustomerResponse::from)
                .toResponse(rootPath.uri(), uri.getQueryParameters());
    }

    @PUT
    @Path("{customer_id}/roles")
    @RolesAllowed("admin")
    @Operation(
            operationId = "setCustomerRoles",
            summary = "Give a customer these roles and no others; it shows in the next token")
    @ApiResponse(responseCode = "200", description = "The customer, with the new roles", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "`last_admin`: somebody has to be one")
    public CustomerResponse setRoles(
            @Auth Caller admin,
            @PathParam("customer_id") UUID customerId,
            @NotNull @Valid SetRolesRequest request,
            @Context HttpServletRequest connection) {
        return CustomerResponse.from(directory.setRoles(
                admin.id(),
                customerId,
                request.asked(),
                new Origin(Exchange.of(connection).client())));
    }
}
