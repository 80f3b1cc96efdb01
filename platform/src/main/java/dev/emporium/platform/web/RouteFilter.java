package dev.emporium.platform.web;

import dev.emporium.platform.Exchange;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.List;
import java.util.regex.Pattern;
import org.glassfish.jersey.server.ContainerRequest;
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

    public RouteFilter(String collection) {
        this.collection = collection;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        StringBuilder route = new StringBuilder("/").append(collection);
        List<UriTemplate> templates = ((ContainerRequest) request).getUriInfo().getMatchedTemplates();
        for (int i = templates.size() - 1; i >= 0; i--) {
            route.append('/').append(templates.get(i).getTemplate());
        }
        Exchange.of(request)
                .route(NAME_ALONE
                        .matcher(route)
                        .replaceAll("{$1}")
                        .replaceAll("/+", "/")
                        .replaceAll("(?<=.)/$", ""));
    }
}
