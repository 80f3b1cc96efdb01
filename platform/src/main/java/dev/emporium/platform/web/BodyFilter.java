package dev.emporium.platform.web;

import dev.emporium.platform.problem.ProblemException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the body of one resource method's request, once access is granted: whole, within the method's bounds, and keeps
 * it for whoever needs the bytes themselves; or bounds it for the method that reads it as a {@link StreamedBody}. A body says what it is, and text is UTF-8 (RFC 8259, section 8.1).
 */
@Priority(Priorities.AUTHORIZATION)
final class BodyFilter implements ContainerRequestFilter {
    private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii");

    private final int limit;
    private final boolean streamed;

    /** @param streamed whether the method reads the body itself */
    BodyFilter(int limit, boolean streamed) {
        this.limit = limit;
        this.streamed = streamed;
    }

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        if (streamed) {
            requireKnownText(request.getMediaType());
            BodyHandler.expectStream(request);
            request.setEntityStream(new Bounded(request.getEntityStream()));
            return;
        }
        byte[] body = request.getEntityStream().readNBytes(limit + 1);
        if (body.length > limit) {
            throw tooLarge(request.getEntityStream());
        }
        MediaType type = request.getMediaType();
        if (body.length > 0) {
            requireKnownText(type);
        }
        if (isJson(type)) {
            requireUtf8(body);
        }
        request.setProperty(Bodies.BODY, body);
        request.setEntityStream(new ByteArrayInputStream(body));
    }

    private ProblemException tooLarge(InputStream rest) throws IOException {
        rest.skip(Bodies.PATIENCE);
        return ProblemException.of(413, "body_too_large", "The body is larger than " + limit + " bytes.");
    }

    /** Refuses to give more than the limit. */
    private final class Bounded extends FilterInputStream {
        private long left = limit;

        Bounded(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            left -= Math.max(0, read);
            if (left < 0) {
                throw tooLarge(in);
            }
            return read;
        }
    }

    private static void requireKnownText(MediaType type) {
        if (type == null) {
            throw ProblemException.of(415, "unsupported_media_type", "The request does not say what its body is.");
        }
        String charset = type.getParameters().get(MediaType.CHARSET_PARAMETER);
        if (charset != null && !CHARSETS.contains(charset.toLowerCase(Locale.ROOT))) {
            throw ProblemException.of(415, "unsupported_media_type", "The body must be in UTF-8.");
        }
    }

    static boolean isJson(MediaType type) {
        return type != null
                && (type.isCompatible(MediaType.APPLICATION_JSON_TYPE)
                        || type.getSubtype().endsWith("+json"));
    }

    /** JSON in UTF-16 or UTF-32, which a reader would recognise, has zero bytes; in UTF-8 it has none. */
    private static void requireUtf8(byte[] body) {
        for (byte b : body) {
            if (b == 0) {
                throw ProblemException.of(400, "malformed_json", "The body is not JSON in UTF-8.");
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw ProblemException.of(400, "malformed_json", "The body is not valid UTF-8.");
        }
    }
}
