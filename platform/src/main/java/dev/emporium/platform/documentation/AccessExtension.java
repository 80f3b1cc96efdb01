package dev.emporium.platform.documentation;

import com.fasterxml.jackson.annotation.JsonView;
import dev.emporium.platform.security.AccessRule;
import dev.emporium.platform.security.Caller;
import dev.emporium.platform.security.Role;
import io.dropwizard.auth.Auth;
import io.swagger.v3.jaxrs2.ResolvedParameter;
import io.swagger.v3.jaxrs2.ext.AbstractOpenAPIExtension;
import io.swagger.v3.jaxrs2.ext.OpenAPIExtension;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import jakarta.ws.rs.Consumes;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Describes who may call a method by its access rule; the {@link Caller} is nothing that a client sends in the body. */
final class AccessExtension extends AbstractOpenAPIExtension {
    static final String SIGN_IN = "sign_in";
    /** Behind the other in the alphabet: some generated clients write the header by each, and by OAuth the token alone. */
    static final String TOKEN = "token";

    @Override
    public ResolvedParameter extractParameters(
            List<Annotation> annotations,
            Type type,
            Set<Type> typesToSkip,
            Components components,
            Consumes classConsumes,
            Consumes methodConsumes,
            boolean includeRequestBody,
            JsonView jsonViewAnnotation,
            Iterator<OpenAPIExtension> chain) {
        if (annotations.stream().anyMatch(Auth.class::isInstance)) {
            return new ResolvedParameter();
        }
        return super.extractParameters(
                annotations,
                type,
                typesToSkip,
                components,
                classConsumes,
                methodConsumes,
                includeRequestBody,
                jsonViewAnnotation,
                chain);
    }

    @Override
    public void decorateOperation(Operation operation, Method method, Iterator<OpenAPIExtension> chain) {
        super.decorateOperation(operation, method, chain);
        AccessRule.of(method).filter(rule -> !rule.ownCredentials()).ifPresent(rule -> {
            if (!rule.roles().isEmpty()) {
                operation.setDescription(Stream.of(operation.getDescription(), forWhom(rule))
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(" ")));
            }
            if (rule.callerNeeded() || AccessRule.takesACaller(method)) {
                operation.addSecurityItem(new SecurityRequirement().addList(SIGN_IN));
                operation.addSecurityItem(new SecurityRequirement().addList(TOKEN));
            }
            if (!rule.callerNeeded() && AccessRule.takesACaller(method)) {
                // guests too: OpenAPI 3.1, section 4.8.2
                operation.addSecurityItem(new SecurityRequirement());
            }
        });
        Conventions.apply(operation, method);
    }

    private static String forWhom(AccessRule rule) {
        return rule.roles().stream().sorted().map(Role::word).collect(Collectors.joining(", ", "For the roles ", "."));
    }
}
