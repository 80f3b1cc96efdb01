package dev.emporium.customer.key.boundary;

import dev.emporium.customer.audit.entity.Origin;
import dev.emporium.customer.key.control.SigningKeys;
import dev.emporium.customer.key.control.SigningKeys.Rotation;
import dev.emporium.platform.Exchange;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.security.Caller;
import io.dropwizard.auth.Auth;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The keys that tokens are signed with. */
@Path("/")
@Tag(name = "Keys", description = "What access tokens are signed with")
@Produces(MediaType.APPLICATION_JSON)
public final class KeysResource {
    private static final long LONGEST_AGE = 300;

    private final SigningKeys keys;
    private final RootPath rootPath;

    public KeysResource(SigningKeys keys, RootPath rootPath) {
        this.keys = keys;
        this.rootPath = rootPath;
    }

    /** A JWK Set (RFC 7517, section 5). */
    public record KeySetResponse(List<Map<String, Object>> keys) {}

    /** A key that takes over. */
    public record RotationResponse(String kid, Instant signsFrom) {}

    @GET
    @Path(".well-known/jwks.json")
    @PermitAll
    @Operation(
            operationId = "readSigningKeys",
            summary = "Read the public keys that access tokens are verified with",
            description = "A JWK Set (RFC 7517), to be kept for as long as `Cache-Control` says.")
    @ApiResponse(
            responseCode = "200",
            description = "A JWK Set",
            headers =
                    @Header(
                            name = HttpHeaders.CACHE_CONTROL,
                            description = "How long it may be kept",
                            schema = @Schema(types = "string")),
            content = @Content(schema = @Schema(implementation = KeySetResponse.class)))
    public Response published() {
        // whoever keeps them half as long as a key is published before it signs is never surprised
        long age = Math.min(LONGEST_AGE, keys.lead().toSeconds() / 2);
        List<Map<String, Object>> set = keys.published().getKeys().stream()
                .map(key -> key.toPublicJWK().toJSONObject())
                .toList();
        return Response.ok(new KeySetResponse(set))
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=" + age)
                .build();
    }

    @POST
    @Path("keys/rotations")
    @RolesAllowed("admin")
    @Operation(
            operationId = "rotateSigningKey",
            summary = "Make a new signing key, or tell of the one that is under way")
    @ApiResponse(
            responseCode = "201",
            description = "A new key; it is published now and signs a little later",
            content = @Content(schema = @Schema(implementation = RotationResponse.class)))
    @ApiResponse(
            responseCode = "200",
            description = "The key that was under way already",
            content = @Content(schema = @Schema(implementation = RotationResponse.class)))
    public Response rotate(@Auth Caller admin, @Context HttpServletRequest connection) {
        Rotation rotation =
                keys.rotate(admin.id(), new Origin(Exchange.of(connection).client()));
        Response.ResponseBuilder response =
                rotation.made() ? Response.created(rootPath.uri(".well-known", "jwks.json")) : Response.ok();
        return response.entity(new RotationResponse(rotation.kid(), rotation.signsFrom()))
                .build();
    }
}
