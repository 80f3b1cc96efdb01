package dev.emporium.platform.audit;

import dev.emporium.platform.RootPath;
import dev.emporium.platform.persistence.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
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
import java.util.UUID;

/** The audit trail, for admins: {@code audit} under the collection. */
@Path("audit")
@Tag(name = "audit")
@Produces(MediaType.APPLICATION_JSON)
public final class AuditResource {
    private final AuditTrail trail;
    private final RootPath rootPath;

    public AuditResource(AuditTrail trail, RootPath rootPath) {
        this.trail = trail;
        this.rootPath = rootPath;
    }

    @GET
    @RolesAllowed("admin")
    @Operation(summary = "List what staff and admins have changed, the newest first, of one thing or of all")
    public Response audit(
            @QueryParam("subject_id") UUID subjectId,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(100) int limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri) {
        return trail.list(subjectId, Page.after(cursor), limit)
                .toResponse(rootPath.uri("audit"), uri.getQueryParameters());
    }
}
