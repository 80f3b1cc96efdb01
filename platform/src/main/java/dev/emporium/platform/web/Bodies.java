package dev.emporium.platform.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.problem.ProblemException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** Bounds the body of every resource method's request, and asks for one where a method reads it. */
public final class Bodies implements DynamicFeature {
    /** The request property with the body as {@code byte[]}, empty when there is none. */
    public static final String BODY = "emporium.body";

    /** Bytes, where {@link BodyLimit} says nothing else. */
    static final int LIMIT = 64 << 10;

    /** What is read and dropped of a body over the limit, so that its sender comes to read the refusal. */
    static final long PATIENCE = 8L << 20;

    /** The most bytes that any method of these resources takes. */
    public static int most(Collection<Class<?>> resources) {
        return resources.stream()
                .flatMap(resource -> Arrays.stream(resource.getMethods()))
                .mapToInt(Bodies::limit)
                .max()
                .orElse(LIMIT);
    }

    private static int limit(Method method) {
        BodyLimit limit = method.getAnnotation(BodyLimit.class);
        return limit == null ? LIMIT : limit.value();
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Method method = resource.getResourceMethod();
        boolean streamed = method.isAnnotationPresent(StreamedBody.class);
        context.register(new BodyFilter(limit(method), streamed)).register(new Required());
    }

    /**
     * Reads a body that may be left out.
     *
     * @throws ProblemException for one that is there and null
     */
    public static <T> Optional<T> optional(byte[] body, Class<T> type, ObjectMapper json) throws IOException {
        return body.length == 0 ? Optional.empty() : Optional.of(required(json.readValue(body, type)));
    }

    private static <T> T required(T entity) {
        if (entity == null) {
            throw ProblemException.of(400, "body_required", "The request needs a body that is not null.");
        }
        return entity;
    }

    private static final class Required implements ReaderInterceptor {
        @Override
        public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
            return required(context.proceed());
        }
    }

    /** A request without a body need not say of which type it is not: it goes where JSON is asked for. */
    @PreMatching
    @Priority(0)
    public static final class Untyped implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            boolean none = request.getLength() <= 0 && request.getHeaderString("Transfer-Encoding") == null;
            if (none && request.getHeaderString(HttpHeaders.CONTENT_TYPE) == null) {
                request.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
            }
        }
    }
}
