package dev.emporium.customer.account.boundary;

import dev.emporium.customer.account.control.OwnAccount;
import dev.emporium.customer.audit.entity.Origin;
import dev.emporium.platform.Exchange;
import dev.emporium.platform.security.Caller;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;

/** One's own account. */
@Path("/me")
@Tag(name = "My account", description = "The account of whoever is signed in")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class MeResource {
    private final OwnAccount account;

    public MeResource(OwnAccount account) {
        this.account = account;
    }

    @GET
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(operationId = "readMyAccount", summary = "Read my account")
    @ApiResponse(responseCode = "200", description = "My account", useReturnTypeSchema = true)
    public CustomerResponse read(@Auth Caller me) {
        return CustomerResponse.from(account.read(me.id()));
    }

    @PATCH
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(operationId = "changeMyAccount", summary = "Change my name, or my password, which ends all sessions")
    @ApiResponse(responseCode = "200", description = "My account as it is now", useReturnTypeSchema = true)
    public CustomerResponse change(
            @Auth Caller me, @NotNull @Valid ChangeRequest change, @Context HttpServletRequest connection) {
        if (change.changesPassword()) {
            return CustomerResponse.from(account.changePassword(
                    me.id(),
                    change.currentPassword(),
                    change.newPassword(),
                    Optional.ofNullable(change.name()),
                    new Origin(Exchange.of(connection).client())));
        }
        return CustomerResponse.from(
                change.name() == null ? account.read(me.id()) : account.rename(me.id(), change.name()));
    }

    @DELETE
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(operationId = "deleteMyAccount", summary = "Delete my account and all that says whose it was")
    @ApiResponse(responseCode = "204", description = "The account is gone")
    public void delete(@Auth Caller me, @NotNull @Valid DeleteRequest request, @Context HttpServletRequest connection) {
        account.delete(
                me.id(),
                request.currentPassword(),
                new Origin(Exchange.of(connection).client()));
    }
}
