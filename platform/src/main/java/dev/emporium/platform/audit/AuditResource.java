package dev.emporium.platform.audit;

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
import java.util.UUID;

/** The audit trail, for admins: {@code audit} under the collection. */
@Path("audit")
@Tag(name = "Audit", description = "Who did what")
@Produces(MediaType.APPLICATION_JSON)
public final class AuditResource {
    private final AuditTrail trail;
    private final RootPath rootPath;
    private final AuditReaders readers;

    /** With the token's word for who is an admin. */
    public AuditResource(AuditTrail trail, RootPath rootPath) {
        this(trail, rootPath, (transaction, caller) -> {});
    }

    public AuditResource(AuditTrail trail, RootPath rootPath, AuditReaders readers) {
        this.trail = trail;
        this.rootPath = rootPath;
        this.readers = readers;
    }

    /** A page, as the description tells of it. */
    @Schema(name = "AuditEntryPage")
    private record Entries(List<AuditEntry> items, @Nullable String next) {}

    @GET
    @RolesAllowed("admin")
    @Operation(
            operationId = "list{Service}Changes",
            summary = "List the audit trail, the newest entries first, of one thing or person or of all")
    @ApiResponse(
            responseCode = "200",
            description = "A page of entries",
            content = @Content(schema = @Schema(implementation = Entries.class)))
    public Response audit(
            @Auth Caller admin,
            @QueryParam("subject_id") UUID subjectId,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(100) int limit,
            @QueryParam("cursor") String cursor,
            @Context UriInfo uri) {
        return trail.list(transaction -> readers.require(transaction, admin.id()), subjectId, Page.after(cursor), limit)
                .toResponse(rootPath.uri("audit"), uri.getQueryParameters());
    }
}
