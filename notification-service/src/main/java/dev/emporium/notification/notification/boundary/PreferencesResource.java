package dev.emporium.notification.notification.boundary;

import dev.emporium.notification.notification.control.PreferenceBook;
import dev.emporium.platform.security.Caller;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** How whoever is signed in wants to be told. */
@Path("/preferences")
@Tag(name = "Preferences", description = "How whoever is signed in wants to be told of things")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class PreferencesResource {
    private final PreferenceBook preferences;

    public PreferencesResource(PreferenceBook preferences) {
        this.preferences = preferences;
    }

    @GET
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(operationId = "readMyPreferences", summary = "Read how I want to be told of things")
    @ApiResponse(responseCode = "200", description = "My preferences", useReturnTypeSchema = true)
    public PreferencesResponse read(@Auth Caller me) {
        return PreferencesResponse.from(preferences.read(me.id()));
    }

    @PUT
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(
            operationId = "replaceMyPreferences",
            summary = "Say how I want to be told of things",
            description = "What the law asks for, and what guards accounts and money, is mailed whatever one wants:"
                    + " password_changed, order_received, order_confirmed, order_rejected, order_cancelled, refunded,"
                    + " refund_failed."
                    + " Text messages tell of order_shipped and order_delivered.")
    @ApiResponse(responseCode = "200", description = "My preferences as they are now", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "401", description = "`account_deleted`: the account was deleted since its token")
    public PreferencesResponse replace(@Auth Caller me, @NotNull @Valid PreferencesRequest request) {
        preferences.write(me.id(), request.wanted());
        return PreferencesResponse.from(preferences.read(me.id()));
    }
}
