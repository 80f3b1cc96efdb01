package dev.emporium.platform.security;

import io.dropwizard.auth.Auth;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who may call a resource method, as its annotations say: {@code @RolesAllowed} those who bear one of the roles,
 * {@code @PermitAll} everybody, or with a parameter {@code @Auth Caller} everybody who has signed in, {@code @DenyAll}
 * nobody. A method has exactly one of the three, and a class none: what is written on the method is what holds.
 *
 * @param roles of which the caller needs one; empty when any or none will do
 * @param callerNeeded whether a guest is refused
 * @param ownCredentials whether a token is not even looked at
 */
public record AccessRule(Set<Role> roles, boolean callerNeeded, boolean ownCredentials) {
    /** The rule of a method, empty when it has none, or one that is not clear. */
    public static Optional<AccessRule> of(Method method) {
        long rules = Stream.of(RolesAllowed.class, PermitAll.class, DenyAll.class)
                .filter(method::isAnnotationPresent)
                .count();
        if (rules != 1) {
            return Optional.empty();
        }
        RolesAllowed allowed = method.getAnnotation(RolesAllowed.class);
        Set<Role> roles = allowed == null ? Set.of() : roles(allowed);
        boolean known = allowed == null || !roles.isEmpty() && roles.size() == allowed.value().length;
        boolean needed = allowed != null
                || method.isAnnotationPresent(DenyAll.class)
                || Arrays.stream(method.getParameters()).anyMatch(AccessRule::isCaller);
        return known
                ? Optional.of(new AccessRule(roles, needed, method.isAnnotationPresent(OwnCredentials.class)))
                : Optional.empty();
    }

    private static Set<Role> roles(RolesAllowed allowed) {
        return Arrays.stream(allowed.value())
                .map(Role::of)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isCaller(Parameter parameter) {
        return parameter.isAnnotationPresent(Auth.class) && parameter.getType() == Caller.class;
    }

    /** Whether a method looks at who calls, be it that nobody may be. */
    public static boolean takesACaller(Method method) {
        return Arrays.stream(method.getParameters()).anyMatch(parameter -> parameter.isAnnotationPresent(Auth.class));
    }

    /** The resource methods of a class for which nobody has said who may call them. */
    public static List<Method> missingIn(Class<?> resource) {
        return Arrays.stream(resource.getMethods())
                .filter(AccessRule::isResourceMethod)
                .filter(method -> of(method).isEmpty())
                .toList();
    }

    private static boolean isResourceMethod(Method method) {
        return method.isAnnotationPresent(Path.class)
                || Arrays.stream(method.getAnnotations())
                        .anyMatch(a -> a.annotationType().isAnnotationPresent(HttpMethod.class));
    }
}
