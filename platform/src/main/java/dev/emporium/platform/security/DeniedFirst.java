package dev.emporium.platform.security;

import dev.emporium.platform.problem.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Providers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.glassfish.jersey.server.ContainerRequest;

/**
 * Tells whoever may not call that they may not, before what is wrong with how they call. Of the methods of an address Jersey
 * chooses by what the body is and what the answer may be as well, and refuses what suits none before any method's door is
 * reached: who would have stood before the doors of all of them is told so.
 */
final class DeniedFirst implements ExceptionMapper<ClientErrorException> {
    private final AccessFeature doors;

    @Inject
    private Provider<ContainerRequest> request;

    @Context
    private Providers providers;

    DeniedFirst(AccessFeature doors) {
        this.doors = doors;
    }

    @Override
    public Response toResponse(ClientErrorException refusal) {
        ContainerRequest refused = request.get();
        Throwable denied = null;
        // whatever else is refused here is refused behind a door, or is where no door is
        boolean isBeforeDoors = refusal instanceof NotSupportedException || refusal instanceof NotAcceptableException;
        for (ContainerRequestFilter door : isBeforeDoors ? doors(refused) : List.<ContainerRequestFilter>of()) {
            denied = denied(door, refused);
            if (denied == null) {
                break;
            }
        }
        return providers.getExceptionMapper(Throwable.class).toResponse(denied == null ? refusal : denied);
    }

    private List<ContainerRequestFilter> doors(ContainerRequest refused) {
        return refused.getUriInfo().getMatchedRuntimeResources().stream()
                .limit(1)
                .flatMap(resource -> resource.getResourceMethods().stream())
                .filter(method -> method.getHttpMethod().equals(refused.getMethod()))
                .map(method -> doors.door(method.getInvocable().getHandlingMethod()))
                .flatMap(Optional::stream)
                .toList();
    }

    private static ProblemException denied(ContainerRequestFilter door, ContainerRequest refused) {
        try {
            door.filter(refused);
            return null;
        } catch (ProblemException e) {
            return e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
