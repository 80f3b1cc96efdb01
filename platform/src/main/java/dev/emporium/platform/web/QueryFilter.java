package dev.emporium.platform.web;

import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
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
        Map<String, Boolean> known = new TreeMap<>();
        ParameterPrefix prefix = null;
        if (method != null) {
            prefix = method.getInvocable().getDefinitionMethod().getAnnotation(ParameterPrefix.class);
            method.getInvocable().getParameters().stream()
                    .flatMap(QueryFilter::each)
                    .filter(parameter -> parameter.getSource() == Parameter.Source.QUERY)
                    .forEach(parameter -> known.put(
                            parameter.getSourceName(), Collection.class.isAssignableFrom(parameter.getRawType())));
        }
        String open = prefix == null ? null : prefix.value();
        if (open != null) {
            known.put(open + "<name>", false);
        }
        request.getUriInfo().getQueryParameters().forEach((name, values) -> {
            if (!isOthers(name)) {
                check(name, values, open != null && isLonger(name, open) ? Map.of(name, false) : known);
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

    private static Stream<Parameter> each(Parameter parameter) {
        return parameter instanceof Parameter.BeanParameter bean
                ? bean.getParameters().stream().flatMap(QueryFilter::each)
                : Stream.of(parameter);
    }

    private static void check(String name, List<String> values, Map<String, Boolean> known) {
        if (!known.containsKey(name)) {
            throw ProblemException.of(
                    400,
                    "unknown_parameter",
                    known.isEmpty()
                            ? "This address takes no query parameters."
                            : "The query parameters of this address are " + String.join(", ", known.keySet()) + ".");
        }
        if (values.size() > 1 && !known.get(name)) {
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
