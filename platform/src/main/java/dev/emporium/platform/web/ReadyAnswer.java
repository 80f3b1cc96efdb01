package dev.emporium.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.annotation.Nullable;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.ByteBuffer;

/** A JSON answer as it goes to everybody. Immutable. */
public final class ReadyAnswer {
    /** What it takes in memory besides its body. */
    private static final int BESIDE = 200;

    private final byte[] body;
    private final String tag;

    @Nullable
    private final String link;

    /**
     * @param body not to be changed any more
     * @param tag its strong entity tag
     */
    public ReadyAnswer(byte[] body, String tag) {
        this(body, tag, null);
    }

    private ReadyAnswer(byte[] body, String tag, @Nullable String link) {
        this.body = body;
        this.tag = tag;
        this.link = link;
    }

    /** What a resource answers, with its {@code Link} if it has one, written once for many. */
    public static ReadyAnswer of(Response answer, ObjectMapper json) {
        try {
            byte[] body = json.writeValueAsBytes(answer.getEntity());
            return new ReadyAnswer(
                    body, EntityTagFilter.tag(body), answer.getStringHeaders().getFirst(HttpHeaders.LINK));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In bytes of memory, roughly. */
    public int size() {
        return body.length + BESIDE;
    }

    String tag() {
        return tag;
    }

    @Nullable
    String link() {
        return link;
    }

    ByteBuffer body() {
        return ByteBuffer.wrap(body).asReadOnlyBuffer();
    }

    int length() {
        return body.length;
    }

    public Response toResponse() {
        return Response.ok(body, MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.ETAG, tag)
                .header(HttpHeaders.LINK, link)
                .build();
    }
}
