package dev.emporium.platform.security;

import com.nimbusds.jose.KeySourceException;
import dev.emporium.platform.Exchange;
import dev.emporium.platform.Failures;
import dev.emporium.platform.problem.ProblemException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds one resource method's rule. A token that is there and not believed is a 401 even where none is needed: whoever
 * sent it is not to be taken for a guest. Challenges are those of RFC 6750, section 3; a token in the query is not read.
 */
@Priority(Priorities.AUTHENTICATION)
final class AccessFilter implements ContainerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(AccessFilter.class);
    private static final String CHALLENGE = "Bearer realm=\"emporium\"";
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/=-]+)");

    private final AccessRule rule;
    private final TokenVerifier verifier;

    AccessFilter(AccessRule rule, TokenVerifier verifier) {
        this.rule = rule;
        this.verifier = verifier;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String authorization = rule.ownCredentials() ? null : request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            Caller caller = caller(authorization);
            Exchange.of(request).callerId(caller.id());
            request.setSecurityContext(new Signed(caller, request.getSecurityContext()));
            if (!rule.roles().isEmpty() && rule.roles().stream().noneMatch(caller::has)) {
                throw ProblemException.of(403, "forbidden", "These credentials do not allow the request.")
                        .withHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE + ", error=\"insufficient_scope\"");
            }
        } else if (rule.callerNeeded()) {
            throw ProblemException.of(401, "unauthorised", "The request needs an access token.")
                    .withHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        }
    }

    private Caller caller(String authorization) {
        try {
            Matcher bearer = BEARER.matcher(authorization.strip());
            if (!bearer.matches()) {
                throw new InvalidTokenException("not a bearer token");
            }
            return verifier.verify(bearer.group(1));
        } catch (InvalidTokenException e) {
            Failures.brief(LOG.atDebug(), e).log("A token is refused");
            throw ProblemException.of(401, "invalid_token", "The access token is not valid, or not any more.")
                    .withHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE + ", error=\"invalid_token\"");
        } catch (KeySourceException e) {
            Failures.brief(LOG.atWarn(), e).log("There are no keys to verify tokens with");
            throw ProblemException.of(503, "unavailable", "Access tokens cannot be verified for the moment; try again.")
                    .withRetryAfter(Duration.ofSeconds(5));
        }
    }

    private record Signed(Caller caller, SecurityContext connection) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return caller;
        }

        @Override
        public boolean isUserInRole(String word) {
            return Role.of(word).map(caller::has).orElse(false);
        }

        @Override
        public boolean isSecure() {
            return connection.isSecure();
        }

        @Override
        public String getAuthenticationScheme() {
            return "Bearer";
        }
    }
}
