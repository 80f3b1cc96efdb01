package dev.emporium.platform.web;

import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.model.ResourceMethod;

/**
 * Takes no query parameter but those of the resource method ({@link ParameterPrefix} too), each once and with a value. Those that begin with
 * {@code utm_} or {@code _} belong to others, who put them into links, and are ignored.
 */
@Priority(Priorities.AUTHENTICATION + 100)
public final class QueryFilter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        ResourceMethod method = ((ContainerRequest) request).getUriInfo().getMatchedResourceMethod();
        Set<String> known = new TreeSet<>();
        ParameterPrefix prefix = null;
        if (method != null) {
            prefix = method.getInvocable().getDefinitionMethod().getAnnotation(ParameterPrefix.class);
            method.getInvocable().getParameters().stream()
                    .filter(parameter -> parameter.getSource() == Parameter.Source.QUERY)
                    .map(Parameter::getSourceName)
                    .forEach(known::add);
        }
        String open = prefix == null ? null : prefix.value();
        if (open != null) {
            known.add(open + "<name>");
        }
        request.getUriInfo().getQueryParameters().forEach((name, values) -> {
            if (!isOthers(name)) {
                check(name, values, open != null && isLonger(name, open) ? Set.of(name) : known);
            }
        });
    }

    private static boolean isLonger(String name, String prefix) {
        return name.length() > prefix.length() && name.startsWith(prefix);
    }

    /** Whether a parameter is one of those that are ignored. */
    public static boolean isOthers(String name) {
        return name.startsWith("_") || name.startsWith("utm_") || name.isEmpty();
    }

    private static void check(String name, List<String> values, Set<String> known) {
        if (!known.contains(name)) {
            throw ProblemException.of(
                    400,
                    "unknown_parameter",
                    known.isEmpty()
                            ? "This address takes no query parameters."
                            : "The query parameters of this address are " + String.join(", ", known) + ".");
        }
        if (values.size() > 1) {
            throw invalid(name, "is given more than once");
        }
        if (values.stream().anyMatch(String::isEmpty)) {
            throw invalid(name, "must not be empty; leave it out");
        }
    }

    private static ProblemException invalid(String name, String message) {
        return ProblemException.of(400, "invalid_parameter", "A parameter cannot be understood.")
                .withErrors(List.of(new FieldError(name, message)));
    }
}
