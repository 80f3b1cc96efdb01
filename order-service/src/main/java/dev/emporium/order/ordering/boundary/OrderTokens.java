package dev.emporium.order.ordering.boundary;

import dev.emporium.order.ordering.entity.OrderToken;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;

/**
 * Where a guest shows the token of an order: in a header of its own, or where a client keeps its tokens anyway, as a
 * bearer; it is no access token, so it is taken out of there before anybody takes it for one.
 */
@PreMatching
@Priority(0)
public final class OrderTokens implements ContainerRequestFilter {
    public static final String HEADER = "Order-Token";
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
}
