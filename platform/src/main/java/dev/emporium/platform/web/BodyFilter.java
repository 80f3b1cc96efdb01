package dev.emporium.platform.web;

import dev.emporium.platform.problem.ProblemException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads a request's body once, whole and within bounds, and keeps it for whoever needs the bytes themselves. A body that
 * is announced as JSON must be UTF-8 (RFC 8259, section 8.1), and one that is asked for must be there.
 */
@PreMatching
@Priority(0)
public final class BodyFilter implements ContainerRequestFilter, ReaderInterceptor {
    /** The request property with the body as {@code byte[]}, empty when there is none. */
    public static final String BODY = "emporium.body";

    public static final int LIMIT = 1 << 20;

    /** What is read and dropped of a body over the limit, so that its sender comes to read the refusal. */
    private static final long PATIENCE = 8L << 20;

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        if (request.getLength() > LIMIT && request.getHeaderString("Expect") != null) {
            throw tooLarge();
        }
        byte[] body = request.getEntityStream().readNBytes(LIMIT + 1);
        if (body.length > LIMIT) {
            request.getEntityStream().skip(PATIENCE);
            throw tooLarge();
        }
        if (isJson(request.getMediaType())) {
            requireUtf8(body);
        }
        request.setProperty(BODY, body);
        request.setEntityStream(new ByteArrayInputStream(body));
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        Object entity = context.proceed();
        if (entity == null) {
            throw ProblemException.of(400, "body_required", "The request needs a body that is not null.");
        }
        return entity;
    }

    private static ProblemException tooLarge() {
        return ProblemException.of(413, "body_too_large", "The body is larger than " + LIMIT + " bytes.");
    }

    static boolean isJson(MediaType type) {
        return type != null
                && (type.isCompatible(MediaType.APPLICATION_JSON_TYPE)
                        || type.getSubtype().endsWith("+json"));
    }

    private static void requireUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw ProblemException.of(400, "malformed_json", "The body is not valid UTF-8.");
        }
    }
}
