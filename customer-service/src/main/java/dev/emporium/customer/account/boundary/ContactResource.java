package dev.emporium.customer.account.boundary;

import dev.emporium.customer.account.control.Directory;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** Where customers are written to, for the services that write: they ask when they do, and keep nothing. */
@Path("/{customer_id}/contact")
@Tag(name = "Customers")
@Produces(MediaType.APPLICATION_JSON)
public final class ContactResource {
    private final Directory directory;

    public ContactResource(Directory directory) {
        this.directory = directory;
    }

    @GET
    @RolesAllowed("service")
    @Operation(operationId = "readContact", summary = "Read where a customer is written to, as a service that writes")
    @ApiResponse(responseCode = "200", description = "E-mail and name of the moment", useReturnTypeSchema = true)
    public ContactResponse read(@PathParam("customer_id") UUID customerId) {
        return ContactResponse.from(directory.find(customerId));
    }
}
