package dev.emporium.platform.documentation;

import dev.emporium.platform.text.Line;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** One of each kind of what services have. */
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class ThingsResource {
    enum Kind {
        PLAIN,
        TO_DO
    }

    record ThingRequest(@NotNull @Line(max = 64) String soldBy, Kind firstKind) {}

    record ThingResponse(String soldBy, Kind firstKind) {}

    @POST
    public ThingResponse create(@NotNull @Valid ThingRequest thing) {
        return new ThingResponse(thing.soldBy(), thing.firstKind());
    }
}
