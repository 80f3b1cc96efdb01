package dev.emporium.notification.notification.boundary;

import dev.emporium.notification.notification.control.Inbox;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.security.Caller;
import dev.emporium.platform.web.Page;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.Nullable;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** What whoever is signed in was told. */
@Path("/")
@Tag(name = "Notifications", description = "What whoever is signed in was told, by mail and by text message")
@Produces(MediaType.APPLICATION_JSON)
public final class NotificationsResource {
    private final Inbox inbox;
    private final RootPath rootPath;

    public NotificationsResource(Inbox inbox, RootPath rootPath) {
        this.inbox = inbox;
        this.rootPath = rootPath;
    }

    /** A page, as the description tells of it. */
    @Schema(name = "NotificationPage")
    private record Notifications(List<NotificationResponse> items, @Nullable String next) {}

    @GET
    @RolesAllowed({"customer", "staff", "admin"})
    @Operation(operationId = "listMyNotifications", summary = "List what I was told, the newest first")
    @ApiResponse(
            responseCode = "200",
            description = "A page of notifications",
            content = @Content(schema = @Schema(implementation = Notifications.class)))
    public Response list(
            @Auth Caller me,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(100) int limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri) {
        return inbox.list(me.id(), Page.after(cursor), limit)
                .map(NotificationResponse::from)
                .toResponse(rootPath.uri(), uri.getQueryParameters());
    }
}
