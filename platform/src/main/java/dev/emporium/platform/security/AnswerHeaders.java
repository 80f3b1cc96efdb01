package dev.emporium.platform.security;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.reflect.Method;
import java.util.Set;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.model.ResourceMethod;

/**
 * Keeps caches from keeping what is meant for one alone: whatever is not a public read says so itself, or is
 * {@code private, no-store}; and names the headers that decide about an answer. Completes {@code Allow} by {@code HEAD}.
 */
public final class AnswerHeaders implements ContainerResponseFilter {
    private static final String PRIVATE = "private, no-store";
    private static final Set<String> READS = Set.of("GET", "HEAD");

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        String allow = response.getHeaderString(HttpHeaders.ALLOW);
        if (allow != null && allow.contains("GET") && !allow.contains("HEAD")) {
            response.getHeaders().putSingle(HttpHeaders.ALLOW, allow + ", HEAD");
        }
        ResourceMethod method = ((ContainerRequest) request).getUriInfo().getMatchedResourceMethod();
        Method definition = method == null ? null : method.getInvocable().getDefinitionMethod();
        boolean open = definition != null && isOpen(definition);
        boolean shown = open
                || definition != null
                        && definition.isAnnotationPresent(PublicForGuests.class)
                        && request.getHeaderString(HttpHeaders.AUTHORIZATION) == null;
        if (!response.getHeaders().containsKey(HttpHeaders.CACHE_CONTROL)) {
            boolean read =
                    READS.contains(request.getMethod()) && Set.of(200, 304).contains(response.getStatus());
            response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, shown && read ? "no-cache" : PRIVATE);
        }
        if (!open) {
            response.getHeaders().add(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION);
        }
        if (method != null) {
            method.getInvocable().getParameters().stream()
                    .filter(parameter -> parameter.getSource() == Parameter.Source.HEADER)
                    .map(Parameter::getSourceName)
                    .filter(name -> name.endsWith("-Token"))
                    .forEach(name -> response.getHeaders().add(HttpHeaders.VARY, name));
        }
        // what is said here is put in the place of what Jetty has said, who compresses it
        if (response.getHeaders().containsKey(HttpHeaders.VARY)) {
            response.getHeaders().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
    }

    /** Whether everybody gets the same answer. */
    private static boolean isOpen(Method method) {
        return AccessRule.of(method)
                .map(rule -> !rule.callerNeeded() && !AccessRule.takesACaller(method))
                .orElse(false);
    }
}
