package dev.emporium.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** A JSON answer as it goes to everybody. Immutable. */
public final class ReadyAnswer {
    /** What it takes in memory besides its body. */
    private static final int BESIDE = 200;

    private final byte[] body;
    private final String tag;

    private final Map<String, String> headers;

    /**
     * @param body not to be changed any more
     * @param tag its strong entity tag
     */
    public ReadyAnswer(byte[] body, String tag) {
        this(body, tag, Map.of());
    }

    private ReadyAnswer(byte[] body, String tag, Map<String, String> headers) {
        this.body = body;
        this.tag = tag;
        this.headers = headers;
    }

    /** What a resource answers, with the headers that it has given itself, such as {@code Link}, written once for many. */
    public static ReadyAnswer of(Response answer, ObjectMapper json) {
        try {
            byte[] body = json.writeValueAsBytes(answer.getEntity());
            Map<String, String> headers = new HashMap<>();
            answer.getStringHeaders().keySet().forEach(name -> headers.put(name, answer.getHeaderString(name)));
            return new ReadyAnswer(body, EntityTagFilter.tag(body), Map.copyOf(headers));
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

    /** Beside those of its body. */
    Map<String, String> headers() {
        return headers;
    }

    ByteBuffer body() {
        return ByteBuffer.wrap(body).asReadOnlyBuffer();
    }

    int length() {
        return body.length;
    }

    public Response toResponse() {
        Response.ResponseBuilder response =
                Response.ok(body, MediaType.APPLICATION_JSON_TYPE).header(HttpHeaders.ETAG, tag);
        headers.forEach(response::header);
        return response.build();
    }
}
