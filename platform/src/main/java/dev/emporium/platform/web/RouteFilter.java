package dev.emporium.platform.web;

import dev.emporium.platform.Exchange;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ExtendedUriInfo;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.glassfish.jersey.uri.UriTemplate;

/**
 * Notes the template of the path that a request matched, under the collection's own name: what can be counted by, unlike
 * the path itself, and is the same whatever the prefix.
 */
@Priority(0)
public final class RouteFilter implements ContainerRequestFilter {
    /** A parameter that says what it takes, as in <code>{path: .+}</code>. */
    private static final Pattern NAME_ALONE = Pattern.compile("\\{(\\w+)\\s*:[^}]*}");

    private final String collection;
    /** By resource method: as many as there are. */
    private final Map<ResourceMethod, String> routes = new ConcurrentHashMap<>();

    public RouteFilter(String collection) {
        this.collection = collection;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        ExtendedUriInfo uri = ((ContainerRequest) request).getUriInfo();
        ResourceMethod method = uri.getMatchedResourceMethod();
        Exchange.of(request).route(method == null ? route(uri) : routes.computeIfAbsent(method, any -> route(uri)));
    }

    private String route(ExtendedUriInfo uri) {
        StringBuilder route = new StringBuilder("/").append(collection);
        List<UriTemplate> templates = uri.getMatchedTemplates();
        for (int i = templates.size() - 1; i >= 0; i--) {
            route.append('/').append(templates.get(i).getTemplate());
        }
        return NAME_ALONE
                .matcher(route)
                .replaceAll("{$1}")
                .replaceAll("/+", "/")
                .replaceAll("(?<=.)/$", "");
    }
}
