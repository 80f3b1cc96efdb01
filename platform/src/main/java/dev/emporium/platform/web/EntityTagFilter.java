package dev.emporium.platform.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * Gives a read JSON resource a strong entity tag, unless it brought its own, and answers 304 to a client that has it
 * (RFC 9110, sections 8.8.3 and 13.1.2). Who asks for the head alone is told how long the body is.
 */
public final class EntityTagFilter implements ContainerResponseFilter {
    private static final Set<String> READS = Set.of("GET", "HEAD");

    private final ObjectMapper json;

    public EntityTagFilter(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) throws IOException {
        if (!READS.contains(request.getMethod()) || response.getStatus() != 200) {
            return;
        }
        if (!response.getHeaders().containsKey(HttpHeaders.ETAG) && isJsonValue(response)) {
            byte[] body = json.writeValueAsBytes(response.getEntity());
            response.setEntity(body, response.getEntityAnnotations(), MediaType.APPLICATION_JSON_TYPE);
            response.getHeaders().putSingle(HttpHeaders.ETAG, tag(body));
        }
        String tag = response.getHeaderString(HttpHeaders.ETAG);
        if (tag != null && matches(request.getHeaderString(HttpHeaders.IF_NONE_MATCH), tag)) {
            response.setStatus(304);
            response.setEntity(null);
        }
        if (request.getMethod().equals("HEAD") && response.getEntity() instanceof byte[] body) {
            // of one that is larger than its buffer Jersey says nothing, and Jetty then that it is empty
            response.getHeaders().putSingle(HttpHeaders.CONTENT_LENGTH, body.length);
        }
    }

    private static boolean isJsonValue(ContainerResponseContext response) {
        return response.hasEntity()
                && BodyFilter.isJson(response.getMediaType())
                && !(response.getEntity() instanceof byte[])
                && !(response.getEntity() instanceof CharSequence);
    }

    /** Whether an {@code If-None-Match}, null for none, has the tag. */
    public static boolean matches(String ifNoneMatch, String tag) {
        if (ifNoneMatch == null) {
            return false;
        }
        return ifNoneMatch.strip().equals("*")
                || Arrays.stream(ifNoneMatch.split(","))
                        .anyMatch(candidate -> opaque(candidate).equals(opaque(tag)));
    }

    private static String opaque(String tag) {
        String stripped = tag.strip();
        return stripped.startsWith("W/") ? stripped.substring(2) : stripped;
    }

    /**
     * {@code "<version>-<hash of the body>"}, for what changes by its version alone, as {@link dev.emporium.platform.ExpectedVersion}
     * reads it, and may look different without: with the prices of the moment, or to the next version of the service.
     */
    public static String tag(long version, byte[] body) {
        return "\"%d-%s".formatted(version, tag(body).substring(1));
    }

    /** The strong tag of a body. */
    public static String tag(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
