package dev.emporium.order.ordering.boundary;

import dev.emporium.order.ordering.entity.OrderToken;
import dev.emporium.order.ordering.entity.Viewer;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.Caller;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;

/**
 * Where a guest shows the token of an order: in a header of its own, or where a client keeps its tokens anyway, as a
 * bearer; it is no access token, so it is taken out of there before anybody takes it for one.
 */
@PreMatching
@Priority(0)
public final class OrderTokens implements ContainerRequestFilter {
    public static final String HEADER = "Order-Token";
    /** What descriptions say of it. */
    public static final String SHOWN =
            "A guest shows the `order_token` that came with the order, also after signing in.";

    private static final String BEARER = "Bearer " + OrderToken.PREFIX;

    @Override
    public void filter(ContainerRequestContext request) {
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            request.getHeaders().remove(HttpHeaders.AUTHORIZATION);
            request.getHeaders()
                    .putSingle(
                            HEADER, authorization.substring("Bearer ".length()).strip());
        }
    }

    /**
     * Whoever has signed in may show an order's token as well: the order that they placed as a guest.
     *
     * @throws ProblemException 401 for somebody who shows nothing at all
     */
    public static Viewer viewer(Optional<Caller> caller, String orderToken) {
        if (caller.isPresent() && caller.get().isStaff()) {
            return Viewer.staff();
        }
        if (caller.isEmpty() && orderToken == null) {
            throw ProblemException.of(401, "unauthorised", "Sign in, or show the order_token that came with the order.")
                    .withHeader("WWW-Authenticate", "Bearer realm=\"emporium\"");
        }
        return Viewer.of(caller.map(Caller::id).orElse(null), orderToken == null ? null : new OrderToken(orderToken));
    }
}
