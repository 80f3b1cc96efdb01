package dev.emporium.platform.web;

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

    /**
     * @param body not to be changed any more
     * @param tag its strong entity tag
     */
    public ReadyAnswer(byte[] body, String tag) {
        this.body = body;
        this.tag = tag;
    }

    /** In bytes of memory, roughly. */
    public int size() {
        return body.length + BESIDE;
    }

    String tag() {
        return tag;
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
                .build();
    }
}
