package dev.emporium.platform.documentation;

import dev.emporium.platform.idempotency.Idempotent;
import dev.emporium.platform.text.Line;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import jakarta.annotation.Nullable;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One of each kind of what services have. */
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class ThingsResource {
    enum Kind {
        PLAIN,
        TO_DO
    }

    record Size(int width, Integer height) {}

    @Target(ElementType.TYPE_USE)
    @Retention(RetentionPolicy.RUNTIME)
    @Schema(
            types = {"string", "number", "boolean"},
            maxLength = 9)
    @interface Fact {}

    @Schema(example = "{\"sold_by\": \"Jo\"}")
    record ThingRequest(
            @NotNull @Line(max = 64) String soldBy,
            Kind firstKind,
            @Pattern(regexp = "a|b") String letter,
            Map<@Line(max = 5) String, String> marks,
            Map<String, @Fact Object> facts,
            Size size) {}

    record ThingResponse(String soldBy, @Nullable Kind firstKind) {}

    record Things(List<ThingResponse> items, @Nullable String next) {}

    @GET
    public Things list(@QueryParam("cursor") String cursor) {
        return new Things(List.of(), null);
    }

    @GET
    @Path("changes")
    @Operation(operationId = "list{Service}Changes")
    public Things changes() {
        return new Things(List.of(), null);
    }

    @POST
    @Idempotent(required = true)
    public ThingResponse create(@NotNull @Valid ThingRequest thing) {
        return new ThingResponse(thing.soldBy(), thing.firstKind());
    }

    @PATCH
    @Path("{thing_id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @RequestBody(content = @Content(schema = @Schema(implementation = ThingRequest.class)))
    public void change(
            @PathParam("thing_id") UUID id,
            @Parameter(required = true) @HeaderParam("If-Match") String ifMatch,
            byte[] changes) {}
}
