package dev.emporium.order.ordering.boundary;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What a guest is given with an order to read that one: 256 random bits. It is shown in a header of its own, or where a
 * client keeps its tokens anyway, as a bearer; it is no access token, so it is taken out of there before anybody takes
 * it for one.
 */
@PreMatching
@Priority(0)
public final class OrderTokens implements ContainerRequestFilter {
    public static final String HEADER = "Order-Token";
    private static final String PREFIX = "ot_";
    private static final String BEARER = "Bearer " + PREFIX;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new token; thread safe. */
    public static String next() {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

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
