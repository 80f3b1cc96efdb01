package dev.emporium.platform.web;

import com.google.common.base.CharMatcher;
import jakarta.annotation.Priority;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.glassfish.jersey.server.monitoring.ApplicationEvent;
import org.glassfish.jersey.server.monitoring.ApplicationEventListener;
import org.glassfish.jersey.server.monitoring.RequestEvent;
import org.glassfish.jersey.server.monitoring.RequestEventListener;

/**
 * Takes a name for no id: an address that is there by its name answers to its own methods alone. Jersey would look for one
 * with a variable in that place that answers to the method. Thread safe.
 */
@Priority(0)
public final class NamedAddresses implements ContainerRequestFilter, ApplicationEventListener {
    private static final CharMatcher SLASH = CharMatcher.is('/');

    private volatile Map<String, Set<String>> methods = Map.of();

    @Override
    public void onEvent(ApplicationEvent event) {
        if (event.getType() == ApplicationEvent.Type.INITIALIZATION_FINISHED) {
            Map<String, Set<String>> found = new HashMap<>();
            collect("", event.getResourceModel().getRootResources(), found);
            methods = found;
        }
    }

    private static void collect(String parent, List<Resource> resources, Map<String, Set<String>> found) {
        for (Resource resource : resources) {
            String path = parent + "/" + withoutSlashes(resource.getPath());
            Set<String> own = found.computeIfAbsent(withoutSlashes(path), name -> new TreeSet<>());
            resource.getResourceMethods().stream()
                    .map(ResourceMethod::getHttpMethod)
                    .forEach(own::add);
            collect(path, resource.getChildResources(), found);
        }
    }

    private static String withoutSlashes(String path) {
        return SLASH.trimFrom(path);
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getUriInfo().getPathParameters().isEmpty()) {
            return;
        }
        Set<String> own =
                methods.getOrDefault(withoutSlashes(request.getUriInfo().getPath()), Set.of());
        if (!own.isEmpty()) {
            throw new NotAllowedException(Response.status(Response.Status.METHOD_NOT_ALLOWED)
                    .allow(own)
                    .build());
        }
    }

    @Override
    public RequestEventListener onRequest(RequestEvent event) {
        return null;
    }
}
