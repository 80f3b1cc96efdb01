package dev.emporium.platform.security;

import dev.emporium.platform.problem.ProblemException;
import jakarta.annotation.Priority;
import jakarta.annotation.security.DenyAll;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.reflect.Method;
import java.util.Optional;

/**
 * Puts the filter of its rule before each resource method, and a closed door before one without a rule, should it ever
 * come past the check at start. Dropwizard's own feature is not used: it takes a bad token for a guest, and asks for a
 * token where everybody is permitted.
 */
final class AccessFeature implements DynamicFeature {
    private final TokenVerifier verifier;

    AccessFeature(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        door(resource.getResourceMethod()).ifPresent(context::register);
    }

    /** What stands before a resource method; nothing before those of Jersey's own. */
    Optional<ContainerRequestFilter> door(Method method) {
        Optional<AccessRule> rule = AccessRule.of(method);
        if (rule.isPresent() && !method.isAnnotationPresent(DenyAll.class)) {
            return Optional.of(new AccessFilter(rule.get(), verifier));
        }
        return method.getDeclaringClass().getName().startsWith("org.glassfish.jersey.")
                ? Optional.empty()
                : Optional.of(new ClosedDoor());
    }

    @Priority(Priorities.AUTHENTICATION)
    static final class ClosedDoor implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            throw ProblemException.of(403, "forbidden", "Nobody may do this.");
        }
    }
}
